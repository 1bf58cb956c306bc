using QmpFuzz.Qmp;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Replay.Spawning;

namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>The built-in server, behind a socket of this process: to compare another one with.</summary>
internal sealed class HostedServer(ProtocolDialect dialect) : LiveServer
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qmpfuzz-");
    private QmpServer? _server;

    public override bool IsDisposable => true;

    public override QmpEndpoint Start()
    {
        _server ??= QmpServer.Start(new QmpServerOptions { Dialect = dialect, Listen = [QmpEndpoint.Unix(Path.Combine(_folder.FullName, "qmp.sock"))] });
        return _server.Endpoints[0];
    }

    /// <summary>A machine that was told to quit ends by itself.</summary>
    public override TargetExit? End(TimeSpan patience) =>
        _server is null || _server.Completion.Wait(patience) ? new TargetExit(0, Stopped: false, "") : null;

    public override void Abandon()
    {
        _server?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _server = null;
    }

    public override void Dispose()
    {
        Abandon();
        _folder.Delete(recursive: true);
    }
}
