using System.Globalization;
using QmpFuzz.Replay;

namespace QmpFuzz.Cli;

/// <summary>A line each second about a replay that takes longer than two.</summary>
internal sealed class ReplayProgressLine : IProgress<ReplayProgress>, IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly TextWriter _output;
    private readonly ITimer _timer;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly Lock _lock = new();
    private ReplayProgress _last;

    public ReplayProgressLine(TextWriter output, TimeProvider time)
    {
        (_output, _time, _start) = (output, time, time.GetTimestamp());
        _timer = time.CreateTimer(_ => Write(), null, Interval * 2, Interval);
    }

    public void Report(ReplayProgress value)
    {
        lock (_lock)
        {
            _last = value;
        }
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Write()
    {
        ReplayProgress last;
        lock (_lock)
        {
            last = _last;
        }

        _output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{_time.GetElapsedTime(_start).TotalSeconds:0} s: at {last.Position.TotalSeconds:0.0} of {last.Total.TotalSeconds:0.0} recorded s, {last.Received} messages"));
    }
}
