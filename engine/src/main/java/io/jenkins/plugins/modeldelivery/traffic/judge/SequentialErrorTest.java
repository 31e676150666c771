package io.jenkins.plugins.modeldelivery.traffic.judge;

/**
 * When to stop early because too many requests fail. Looking again and again at a test made for one look turns 5 % false
 * alarms into 25 %; Wald's sequential probability ratio test (1945) of p0 = the limit against p1 = ten times the limit may
 * be looked at after every request. For 0.1 %: stops at 2 errors within 7 requests, 3 within 263, 4 within 518, 5 within
 * 773. There is no early pass.
 *
 * @param p0 the error rate that is still all right, above 0
 * @param p1 the error rate that must be noticed, above p0 and below 1
 * @param alpha probability of a false alarm ever
 * @param beta probability that p1 is not noticed
 */
public record SequentialErrorTest(double p0, double p1, double alpha, double beta) {
    private static final double ALPHA = 0.01;
    private static final double BETA = 0.05;
    private static final double SMALLEST = 1e-6;

    public SequentialErrorTest {
        if (!(0 < p0 && p0 < p1 && p1 < 1 && alpha > 0 && alpha < 1 && beta > 0 && beta < 1)) {
            throw new IllegalArgumentException("No sequential test of " + p0 + " against " + p1);
        }
    }

    /** The test for a limit on the error rate: alpha 1 %, beta 5 %. */
    public static SequentialErrorTest forLimit(double errorRate) {
        double p0 = Math.min(0.9, Math.max(SMALLEST, errorRate));
        return new SequentialErrorTest(p0, Math.min((1 + p0) / 2, 10 * p0), ALPHA, BETA);
    }

    /** Whether so many errors in so many requests, looked at any number of times on the way, are reason to stop now. */
    public boolean stops(long requests, long errors) {
        return logLikelihoodRatio(requests, errors) >= Math.log((1 - beta) / alpha);
    }

    double logLikelihoodRatio(long requests, long errors) {
        return errors * Math.log(p1 / p0) + (requests - errors) * (Math.log1p(-p1) - Math.log1p(-p0));
    }
}
