using QmpFuzz.Qmp.Transport;
using QmpFuzz.Replay.Spawning;

namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>A server that somebody else runs: it is neither started nor ended.</summary>
internal sealed class AttachedServer(QmpEndpoint endpoint) : LiveServer
{
    public override bool IsDisposable => false;

    public override QmpEndpoint Start() => endpoint;

    public override TargetExit? End(TimeSpan patience) => null;

    public override void Abandon()
    {
    }

    public override void Dispose()
    {
    }
}
