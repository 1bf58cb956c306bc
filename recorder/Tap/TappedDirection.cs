using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Qmp.Transport;

namespace QmpFuzz.Recorder.Tap;

/// <summary>One direction of a tapped session: its pump, and after the pump what is awaited of its source.</summary>
internal sealed class TappedDirection(RelaySocket source, RelaySocket sink, SessionSide from, SessionLog log, TapTraffic traffic) : IDisposable
{
    private readonly TrafficPump _pump = new(source, sink, from, log, traffic);
    private PumpEnd? _end;

    public SessionSide From => from;

    public RelaySocket Source => source;

    public RelaySocket Sink => sink;

    /// <summary>The source has only half-closed: it may still hang up.</summary>
    public bool AwaitsHangUp { get; set; }

    /// <summary>It can go on at once, whatever it waits for.</summary>
    public bool IsLogging => _end is null && _pump.IsLogging;

    public bool HasEnded => _end is not null && !AwaitsHangUp;

    public PumpResult Result => _pump.Result(_end!.Value);

    /// <summary>What it waits for, and where.</summary>
    public (RelaySocket Socket, Awaited Awaited) Next =>
        AwaitsHangUp ? (source, Awaited.HangUp) : _end is null ? _pump.Next : (source, Awaited.Nothing);

    public Awaited AwaitedAt(RelaySocket socket) => Next is var next && ReferenceEquals(next.Socket, socket) ? next.Awaited : Awaited.Nothing;

    /// <summary>Does what can be done without waiting. Not null: its pump has ended.</summary>
    public PumpEnd? Advance() => _end = _pump.Advance();

    public void Dispose() => _pump.Dispose();
}
