using System.Globalization;
using System.Runtime.Loader;
using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Feedbacks;
using QmpFuzz.Fuzz.Mutators;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Fuzz.Targets;

namespace QmpFuzz.Bench;

/// <summary>Testcases a second in process, on one thread: the shipped seeds with one part of the loop after the other, then a whole campaign.</summary>
internal static class ExecutionThroughput
{
    private const int Rounds = 1000;
    private const long CampaignExecutions = 500_000;

    public static void Compare(int passes, TextWriter output)
    {
        byte[][] seeds = [.. ShippedFiles.LoadSeeds().Select(seed => seed.Testcase)];
        double messages = seeds.Average(MessagesOf);
        string title = string.Create(CultureInfo.InvariantCulture, $"Executions: {seeds.Length} shipped seeds of {seeds.Average(seed => seed.Length):F0} bytes and {messages:F1} messages on average, {Rounds} rounds; median of {passes} passes by turns (slowest to fastest)");
        Contestant[] contestants = Contestants(seeds);
        Contestant.Compare(title, contestants, [], seeds.Length * Rounds, "testcases/s", passes, output);
        foreach (Contestant contestant in contestants)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {contestant.Name,-46} {AllocatedPerTestcase(contestant, seeds.Length * Rounds),12:N0} bytes allocated for each"));
        }

        RunCampaign(output);
    }

    private static Contestant[] Contestants(byte[][] seeds)
    {
        EmbeddedTarget target = EmbeddedTarget.Load("qemu");
        InProcessExecutor executor = target.NewExecutor();
        EdgeFeedback feedback = new(target.Counters);
        OraclePanel oracles = new(target.NewExecutor());
        long executions = 0;
        IHarness plain = PlainHarness();
        ExecutionLog log = new();
        return
        [
            new("harness alone, core as compiled", _ => Repeat(seeds, testcase =>
            {
                log.Clear();
                plain.Run(testcase, log);
            })),
            new("executor, core rewritten to count", _ => Repeat(seeds, testcase => executor.Run(testcase))),
            new("... and the map compared", _ => Repeat(seeds, testcase =>
            {
                feedback.Judge(executor.Run(testcase));
            })),
            new("... and judged by the rules", _ => Repeat(seeds, testcase =>
            {
                Execution execution = executor.Run(testcase);
                feedback.Judge(execution);
                oracles.Judge(testcase, execution);
            })),
            new("... and one in 64 run again by the others", _ => Repeat(seeds, testcase =>
            {
                Execution execution = executor.Run(testcase);
                feedback.Judge(execution);
                if (++executions % 64 == 0)
                {
                    oracles.JudgeThoroughly(testcase, execution);
                }
                else
                {
                    oracles.Judge(testcase, execution);
                }
            })),
        ];
    }

    private static int MessagesOf(byte[] testcase)
    {
        JsonOutline outline = new();
        outline.Read(testcase);
        return outline.Messages.Count;
    }

    private static double AllocatedPerTestcase(Contestant contestant, int testcases)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        contestant.Work([]);
        return (double)(GC.GetAllocatedBytesForCurrentThread() - before) / testcases;
    }

    private static long Repeat(byte[][] seeds, Action<byte[]> work)
    {
        for (int round = 0; round < Rounds; round++)
        {
            Array.ForEach(seeds, work);
        }

        return seeds.Length;
    }

    private static IHarness PlainHarness()
    {
        AssemblyLoadContext context = new("core as compiled", isCollectible: false);
        context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "QmpFuzz.Qmp.dll"));
        Type harness = context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "QmpFuzz.Fuzz.Harness.dll")).GetType("QmpFuzz.Fuzz.Harness.EmbeddedHarness", throwOnError: true)!;
        return (IHarness)Activator.CreateInstance(harness, "qemu")!;
    }

    private static void RunCampaign(TextWriter output)
    {
        string folder = Directory.CreateTempSubdirectory("qmpfuzz-bench").FullName;
        FuzzOptions options = new()
        {
            Folder = folder,
            Seeds = ShippedFiles.LoadSeeds(),
            Dictionary = ShippedFiles.LoadDictionary(),
            Seed = 1,
            Executions = CampaignExecutions,
        };
        long before = GC.GetTotalAllocatedBytes();
        CampaignStatus status = new FuzzCampaign(options, TimeProvider.System).Run(_ => { }, CancellationToken.None);
        double allocated = (double)(GC.GetTotalAllocatedBytes() - before) / status.Executions;
        Directory.Delete(folder, recursive: true);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  campaign of {status.Executions:N0} testcases, start-up and disk included {status.ExecutionsPerSecond,12:N0} testcases/s, {status.EdgesFound} of {status.EdgesTotal} edges, {allocated:N0} bytes allocated for each"));
    }
}
