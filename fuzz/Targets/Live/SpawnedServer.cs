using QmpFuzz.Qmp.Transport;
using QmpFuzz.Replay.Spawning;

namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>A server that we start, watch and replace; while one is used, the next one is getting ready.</summary>
internal sealed class SpawnedServer(SpawnCommand command) : LiveServer
{
    private SpawnedTarget? _current;
    private Task<SpawnedTarget>? _next;

    public override bool IsDisposable => true;

    public override QmpEndpoint Start()
    {
        if (_current is null)
        {
            Task<SpawnedTarget> next = _next ?? StartAsync();
            _next = null;
            _current = next.GetAwaiter().GetResult();
            _next = StartAsync();
        }

        return _current.Endpoint;
    }

    public override TargetExit? End(TimeSpan patience)
    {
        TargetExit? exit = _current?.EndAsync(patience).GetAwaiter().GetResult();
        return exit is { Stopped: false } ? exit : null;
    }

    public override void Abandon()
    {
        SpawnedTarget? last = _current;
        _current = null;
        last?.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    public override void Dispose()
    {
        Abandon();
        if (_next is { } next)
        {
            _next = null;
            EndAsync(next).GetAwaiter().GetResult();
        }
    }

    private static async Task EndAsync(Task<SpawnedTarget> starting)
    {
        try
        {
            await (await starting).DisposeAsync();
        }
        catch (TargetNotReadyException)
        {
            return;                                         // the one that was not needed any more did not come up: nothing to end
        }
    }

    private Task<SpawnedTarget> StartAsync() => SpawnedTarget.StartAsync(command, TimeProvider.System, CancellationToken.None);
}
