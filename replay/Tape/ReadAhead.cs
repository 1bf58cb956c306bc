using System.Collections.Concurrent;
using QmpFuzz.Replay.Timing;

namespace QmpFuzz.Replay.Tape;

/// <summary>Reads a tape on a thread of its own, some way ahead of who takes the entries, so that playing waits neither for a disk nor for a parser.</summary>
internal sealed class ReadAhead : IDisposable
{
    private const int BatchWeight = 64 << 10;
    private const int MostBatches = 8;

    private readonly BlockingCollection<List<TapeEntry>> _batches = new(MostBatches);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reading;

    public ReadAhead(IEnumerable<TapeEntry> tape) =>
        _reading = Task.Factory.StartNew(() => Read(tape), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>All has been taken.</summary>
    public bool IsAtEnd => _batches.IsCompleted;

    /// <summary>The next entries, or null at the end; where it may not <paramref name="wait"/>, also null if none are there yet.</summary>
    public List<TapeEntry>? Take(bool wait)
    {
        List<TapeEntry>? batch = null;
        if (!(wait ? _batches.TryTake(out batch, Timeout.Infinite) : _batches.TryTake(out batch)) && IsAtEnd)
        {
            _reading.GetAwaiter().GetResult();              // what went wrong there goes wrong here
        }

        return batch;
    }

    public void Dispose()
    {
        _stop.Cancel();
        ((IAsyncResult)_reading).AsyncWaitHandle.WaitOne();
        _batches.Dispose();
        _stop.Dispose();
    }

    private void Read(IEnumerable<TapeEntry> tape)
    {
        PunctualThread.Resign();
        try
        {
            foreach (List<TapeEntry> batch in Batches(tape))
            {
                _batches.Add(batch, _stop.Token);
            }
        }
        catch (OperationCanceledException)                  // nobody wants the rest
        {
            return;
        }
        finally
        {
            _batches.CompleteAdding();
        }
    }

    private static IEnumerable<List<TapeEntry>> Batches(IEnumerable<TapeEntry> tape)
    {
        List<TapeEntry> batch = [];
        int weight = 0;
        foreach (TapeEntry entry in tape)
        {
            batch.Add(entry);
            weight += entry.Weight;
            if (weight >= BatchWeight)
            {
                yield return batch;
                (batch, weight) = ([], 0);
            }
        }

        yield return batch;
    }
}
