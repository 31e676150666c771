package io.jenkins.plugins.modeldelivery.ledger;

/**
 * One view of a model's decisions: all, or those of one environment, each with its own gapless positions.
 *
 * @param model a name
 * @param name the environment, or {@value #ALL}
 */
record Chain(String model, String name) {
    static final String ALL = "_all";

    /** Decisions in a segment that ends at a multiple of itself. */
    static final int BLOCK = 64;

    private static final int SMALL_BLOCK = 8;

    static Chain all(String model) {
        return new Chain(model, ALL);
    }

    boolean isAll() {
        return name.equals(ALL);
    }

    String prefix() {
        return "models/" + model + "/segments/" + name + "/";
    }

    /** The key of the segment that ends with a position. */
    String key(long position) {
        return NumberedKeys.newestFirst(prefix(), position);
    }

    /** The position before the first that the segment ending here holds. */
    static long before(long position) {
        if (position % BLOCK == 0) {
            return position - BLOCK;
        }
        return position % SMALL_BLOCK == 0 ? position - position % BLOCK : position - position % SMALL_BLOCK;
    }

    /** Where a decision stands in this chain. */
    Heads.Link link(Decision decision) {
        long position = isAll() ? decision.seq() : decision.ordinal();
        return new Heads.Link(decision.seq(), position, decision.sha256());
    }

    /** The decision before it in this chain. */
    Heads.Link previous(Decision decision) {
        if (!isAll()) {
            return decision.heads().of(name);
        }
        return decision.previous()
                .map(sha256 -> new Heads.Link(decision.seq() - 1, decision.seq() - 1, sha256))
                .orElse(Heads.Link.NONE);
    }
}
