namespace QmpFuzz.Replay.Timing;

/// <summary>
/// How long something is waited for, look by look. A pause between two looks that is far longer than a look was no waiting: this process was
/// stopped or got no processor, and what is waited for may have fared likewise. It does not count.
/// </summary>
/// <param name="limit">So long is waited.</param>
/// <param name="look">The longest that one look takes where nothing is in the way.</param>
/// <param name="time">Tells how long each look took.</param>
public sealed class Patience(TimeSpan limit, TimeSpan look, TimeProvider time)
{
    private readonly TimeSpan _longestPause = 2 * look;
    private TimeSpan _waited;
    private long _last = time.GetTimestamp();

    /// <summary>Something came: all of the time is there again.</summary>
    public void Renew()
    {
        _waited = TimeSpan.Zero;
        _last = time.GetTimestamp();
    }

    /// <summary>Asked before each look: whether there is to be one more.</summary>
    public bool Lasts()
    {
        long now = time.GetTimestamp();
        TimeSpan pause = time.GetElapsedTime(_last, now);
        _waited += pause <= _longestPause ? pause : TimeSpan.Zero;
        _last = now;
        return _waited < limit;
    }
}
