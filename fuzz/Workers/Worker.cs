using System.Collections.Concurrent;
using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Fuzz.Targets;

namespace QmpFuzz.Fuzz.Workers;

/// <summary>
/// A campaign in a process of its own, for a supervisor at the other end of two pipes: it runs the whole loop by itself, shows each
/// input in shared memory before it executes it, and hands over what it keeps.
/// </summary>
public sealed class Worker : IDisposable
{
    /// <summary>The exit code of a worker whose target ran out of memory.</summary>
    internal const int OutOfMemory = 71;

    private readonly Stream _input;
    private readonly Stream _output;
    private readonly TextWriter _errors;
    private readonly ConcurrentQueue<StoredTestcase> _imports = [];
    private readonly CancellationTokenSource _stop = new();

    public Worker(Stream input, Stream output, TextWriter errors) => (_input, _output, _errors) = (input, output, errors);

    /// <summary>Works until the order is done, the supervisor says stop, or it is gone.</summary>
    public void Run(string sharedInput, TimeProvider time)
    {
        using SharedInput shared = SharedInput.Open(sharedInput);
        if (Frame.ReadFrom(_input) is not { Kind: FrameKind.Options } first || Load(first) is not { } loaded || ReadOrder() is not { } order)
        {
            return;
        }

        FuzzOptions options = loaded.Options with
        {
            Seed = order.Order.Seed,
            Executions = order.Order.Executions,
            Seeds = [.. loaded.Options.Seeds.Where(seed => !order.Order.Killers.Contains(TestcaseDigest.Of(seed.Testcase)))],
        };
        FuzzCampaign campaign = new(options, time, new CampaignSurroundings
        {
            Target = loaded.Target,
            Store = new PipeStore(_output),
            Queue = order.Queue.Where(stored => !order.Order.Killers.Contains(TestcaseDigest.Of(stored.Testcase))),
            NextImport = () => _imports.TryDequeue(out StoredTestcase? found) ? found : null,
            Watch = executor => new WatchedExecutor(executor, shared, EndOutOfMemory),
        });
        Thread listener = new(Listen) { IsBackground = true };
        listener.Start();
        CampaignStatus last = campaign.Run(_ => { }, _stop.Token);
        Frame.Write(_output, FrameKind.Done, last);
    }

    public void Dispose() => _stop.Dispose();

    private (FuzzOptions Options, IFuzzTarget Target)? Load(Frame frame)
    {
        try
        {
            FuzzOptions options = frame.Read<FuzzOptions>();
            IFuzzTarget target = options.Target.Load(options.DefaultDialect);
            Frame.Write(_output, FrameKind.Ready, "");
            return (options, target);
        }
        catch (TargetRefusedException refused)
        {
            Frame.Write(_output, FrameKind.Refused, refused.Message);
            return null;
        }
    }

    private (WorkOrder Order, List<StoredTestcase> Queue)? ReadOrder()
    {
        List<StoredTestcase> queue = [];
        while (Frame.ReadFrom(_input) is { Kind: not FrameKind.Stop } frame)
        {
            if (frame.Kind == FrameKind.Go)
            {
                return (frame.Read<WorkOrder>(), queue);
            }

            queue.Add(new StoredTestcase(frame.Read<string>(), frame.Bytes));
        }

        return null;
    }

    /// <summary>The supervisor's side; a target that does not return cannot keep this process once the supervisor is gone.</summary>
    private void Listen()
    {
        while (Frame.ReadFrom(_input) is { } frame)
        {
            if (frame.Kind == FrameKind.Import)
            {
                _imports.Enqueue(new StoredTestcase(frame.Read<string>(), frame.Bytes));
            }
            else
            {
                _stop.Cancel();
            }
        }

        Environment.Exit(0);
    }

    private void EndOutOfMemory(Exception failure)
    {
        _errors.WriteLine(failure.StackTrace);
        _errors.Flush();
        Environment.Exit(OutOfMemory);
    }
}
