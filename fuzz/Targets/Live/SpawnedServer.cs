using QmpFuzz.Qmp.Transport;
using QmpFuzz.Replay.Spawning;

namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>A server that we start, watch and replace; while one is used, the next one is getting ready, with counters of its own.</summary>
internal sealed class SpawnedServer(SpawnCommand command) : LiveServer
{
    private NativeMap _map = NativeMap.Create(NativeMap.ConfiguredSize);
    private NativeMap _nextMap = NativeMap.Create(NativeMap.ConfiguredSize);
    private SpawnedTarget? _current;
    private Task<SpawnedTarget>? _next;

    public override bool IsDisposable => true;

    public override int MapLength => _map.Length;

    public override Span<byte> Counters => _map.Counters;

    public override QmpEndpoint Start()
    {
        if (_current is null)
        {
            Task<SpawnedTarget> next = _next ?? StartAsync();
            _next = null;
            _current = next.GetAwaiter().GetResult();
            (_map, _nextMap) = (_nextMap, _map);
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

        _map.Dispose();
        _nextMap.Dispose();
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

    private Task<SpawnedTarget> StartAsync() => SpawnedTarget.StartAsync(command with { Variables = _nextMap.Variables }, TimeProvider.System, CancellationToken.None);
}
