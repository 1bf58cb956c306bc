namespace QmpFuzz.Fuzz.Targets.Clients;

/// <summary>What a client may take.</summary>
/// <param name="Patience">So long it may run in one session, or sleep when everything is over.</param>
/// <param name="Quiet">One that has slept for so long asks no more.</param>
/// <param name="BaseBytes">Memory that it holds at most when it is told nothing unusual.</param>
/// <param name="MostGrowth">Memory that it may hold besides, whatever it is told.</param>
/// <param name="MayStay">It goes on living when the connection is over; else it is to end by itself.</param>
internal sealed record ClientLimits(TimeSpan Patience, TimeSpan Quiet, long BaseBytes, long MostGrowth, bool MayStay)
{
    private const long FreeGrowth = 64 << 20;

    // what a list of empty objects takes in Python: a few bytes on the wire, a hundred in memory
    private const long BytesForOne = 32;

    /// <summary>The most that it may hold after it was sent so much.</summary>
    public long MostBytes(long sent) => BaseBytes + Math.Min(MostGrowth, FreeGrowth + (BytesForOne * sent));
}
