/**
 * What was in which environment, since when, on which evidence, decided by whom: versions, evidence, decisions,
 * fingerprints and leases, all of them objects that are created once and never overwritten.
 *
 * <p>Layout, the same in a directory and in S3:
 *
 * <pre>
 * models/&lt;model&gt;/versions/&lt;version&gt;.json
 * models/&lt;model&gt;/evidence/&lt;version&gt;/&lt;id&gt;.json
 * models/&lt;model&gt;/decisions/&lt;seq, 12 digits&gt;.json          the truth: gapless, each with the SHA-256 of the one before
 * models/&lt;model&gt;/segments/&lt;chain&gt;/&lt;inverted, 12 digits&gt;.json   derived copies that make reading cheap, see below
 * models/&lt;model&gt;/fingerprints/&lt;dataset sha256&gt;.json
 * models/&lt;model&gt;/history/&lt;inverted, 12 digits&gt;.json   pages of small entries, one for each piece of evidence
 * models/&lt;model&gt;/live/&lt;inverted, 12 digits&gt;.json      pages of small entries, one for each live sample
 * models/&lt;model&gt;/dependencies/&lt;inverted, 12 digits&gt;.json   pages of small entries, one for each declaration
 * models/&lt;model&gt;/downstream/&lt;other model&gt;.json          marks that the other one depends, or once did, on this one
 * leases/&lt;cluster&gt;/&lt;kind&gt;/&lt;namespace&gt;/&lt;name&gt;.json          first claim of a route
 * leases/&lt;cluster&gt;/&lt;kind&gt;/&lt;namespace&gt;/&lt;name&gt;/&lt;seq&gt;.json    each later state of it, seq from 2 on
 * </pre>
 *
 * <p><b>Appending</b> is compare-and-swap: the next number is created if absent; who loses reads on and tries again.
 *
 * <p><b>Reading the newest.</b> Each decision carries, for every environment of its model, number, position and SHA-256
 * of the last decision there. After decision i of a chain (a chain is one environment, or all of them: {@code _all})
 * its writer adds a segment with copies of the decisions since the last multiple of 8; where i is a multiple of 8, since
 * the last multiple of 64; where it is one of 64, of all 64. Segments are numbered 999999999999 - i, so the newest is the
 * first of a listing. The last 50 decisions of an environment are two listings, the head decision and at most three
 * segments: six requests. Every copy is checked against the hashes that lead to it from the head decision; a missing,
 * damaged or forged segment only costs the requests to read the decisions themselves.
 *
 * <p><b>Leases</b> move from PREPARED over ACTIVE to RESTORED by appending, never by overwriting or deleting: a route is
 * free when the last of its states is RESTORED, and claiming it is creating the next number.
 */
package io.jenkins.plugins.modeldelivery.ledger;
