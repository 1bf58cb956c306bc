using QmpFuzz.Corpus.Sessions;

namespace QmpFuzz.Recorder.Tap;

/// <summary>Bytes that a tap has carried, over all of its connections; may be read at any moment.</summary>
public sealed class TapTraffic
{
    private long _fromClients;
    private long _fromServer;

    public long FromClients => Interlocked.Read(ref _fromClients);

    public long FromServer => Interlocked.Read(ref _fromServer);

    internal void Add(SessionSide from, int bytes)
    {
        if (from == SessionSide.Client)
        {
            Interlocked.Add(ref _fromClients, bytes);
        }
        else
        {
            Interlocked.Add(ref _fromServer, bytes);
        }
    }
}
