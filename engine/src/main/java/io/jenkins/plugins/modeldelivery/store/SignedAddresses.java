package io.jenkins.plugins.modeldelivery.store;

import java.io.Serializable;
import java.util.LinkedHashMap;

/** Signed addresses on their way to whoever reads the objects; its text form shows none of them. */
public final class SignedAddresses implements Serializable {
    private static final long serialVersionUID = 1;

    private final String bucket;
    private final LinkedHashMap<String, String> byKey = new LinkedHashMap<>();

    SignedAddresses(String bucket) {
        this.bucket = bucket;
    }

    void put(String key, String address) {
        byKey.put(key, address);
    }

    /** The objects, to be read where this is. */
    public SignedObjects open() {
        return new SignedObjects(bucket, byKey);
    }

    @Override
    public String toString() {
        return byKey.size() + " objects of s3://" + bucket;
    }
}
