using QmpFuzz.Qmp.Transport;
using QmpFuzz.Replay.Spawning;

namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>A server that we start, watch and replace; while one is used, the next one is getting ready and those before it end, each with counters of its own.</summary>
internal sealed class SpawnedServer(SpawnCommand command) : LiveServer
{
    // one that came up before and now does not: it got no processor, or there was no room for a process
    private const int MoreStarts = 3;

    private readonly List<Task> _ending = [];
    private bool _hasStarted;
    private Started? _current;
    private Task<Started>? _next;

    public override bool IsDisposable => true;

    public override int MapLength { get; } = NativeMap.ConfiguredSize;

    public override Span<byte> Counters => _current is null ? default : _current.Map.Counters;

    public override QmpEndpoint Start()
    {
        if (_current is null)
        {
            _current = TakeNext();
            _hasStarted = true;
            _next = Task.Run(StartAsync);
        }

        return _current.Target.Endpoint;
    }

    public override TargetExit? End(TimeSpan patience)
    {
        TargetExit? exit = _current?.Target.EndAsync(patience).GetAwaiter().GetResult();
        return exit is { Stopped: false } ? exit : null;
    }

    /// <summary>It ends while the next one is used.</summary>
    public override void Abandon()
    {
        _ending.RemoveAll(ending => ending.IsCompletedSuccessfully);
        if (_current is { } last)
        {
            _current = null;
            _ending.Add(last.EndAsync());
        }
    }

    public override void Dispose()
    {
        Abandon();
        if (_next is { } next)
        {
            _next = null;
            _ending.Add(EndAsync(next));
        }

        Task.WhenAll(_ending).GetAwaiter().GetResult();
    }

    /// <summary>The one that is getting ready; in place of one that failed another, but not of the first, for then it is the command that does not work.</summary>
    private Started TakeNext()
    {
        for (int more = _hasStarted ? MoreStarts : 0; ; more--)
        {
            Task<Started> next = _next ?? StartAsync();
            _next = null;
            try
            {
                return next.GetAwaiter().GetResult();
            }
            catch (TargetNotReadyException) when (more > 0)
            {
                continue;
            }
        }
    }

    private static async Task EndAsync(Task<Started> starting)
    {
        try
        {
            await (await starting).EndAsync();
        }
        catch (TargetNotReadyException)
        {
            return;                                         // the one that was not needed any more did not come up: nothing to end
        }
    }

    private async Task<Started> StartAsync()
    {
        NativeMap map = NativeMap.Create(MapLength);
        try
        {
            return new Started(await SpawnedTarget.StartAsync(command with { Variables = map.Variables }, TimeProvider.System, CancellationToken.None), map);
        }
        catch
        {
            map.Dispose();
            throw;
        }
    }

    private sealed record Started(SpawnedTarget Target, NativeMap Map)
    {
        public async Task EndAsync()
        {
            await Target.DisposeAsync();
            Map.Dispose();
        }
    }
}
