using System.Globalization;
using BenchmarkDotNet.Running;
using QmpFuzz.Bench.Mutants;

namespace QmpFuzz.Bench;

/// <summary>Whole-stream comparisons by default; <c>executions</c> times the fuzzer's loop; <c>clients</c> loads the server; <c>live</c> plays to servers in processes of their own; <c>coverage</c> says what corpora reach; <c>mutants</c> tests the oracles; <c>rewrite</c> makes an assembly count; <c>micro</c> hands over to BenchmarkDotNet; <c>generate FILE</c> writes the stream.</summary>
internal static class Program
{
    private const ulong Seed = 7;
    private const int FullStream = 64 << 20;
    private const int QuickStream = 4 << 20;

    public static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case [] or ["--quick"]:
                CompareStreams(quick: arguments.Length > 0, Console.Out);
                return 0;
            case ["executions"]:
                ExecutionThroughput.Compare(passes: 7, Console.Out);
                return 0;
            case ["clients"]:
                ClientLoad.RunAsync(Console.Out).Wait();
                return 0;
            case ["live", string target, string seconds, .. string[] files]:
                LiveThroughput.Run(target, double.Parse(seconds, CultureInfo.InvariantCulture), files, Console.Out);
                return 0;
            case ["coverage", string transcripts, "--missing", .. string[] folders]:
                EdgeReach.Compare(transcripts, folders, showsMissing: true, Console.Out);
                return 0;
            case ["coverage", string transcripts, .. string[] folders]:
                EdgeReach.Compare(transcripts, folders, showsMissing: false, Console.Out);
                return 0;
            case ["mutants", .. string[] options] when MutantCommands.TryRun(options, Console.Out):
                return 0;
            case ["rewrite", string assembly, .. string[] options]:
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{RewrittenAssembly.Replace(assembly, options is ["--operands"])} counters"));
                return 0;
            case ["generate", string file]:
                File.WriteAllBytes(file, new StreamGenerator(Seed).Generate(FullStream));
                return 0;
            case ["micro", ..]:
                BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments[1..]);
                return 0;
            default:
                Console.Error.WriteLine("usage: bench [--quick] | bench executions | bench clients | bench live TARGET SECONDS FILE... | bench coverage TRANSCRIPTS [--missing] QUEUE... | " + MutantCommands.Usage + " | bench rewrite ASSEMBLY [--operands] | bench generate FILE | bench micro [BenchmarkDotNet options]");
                return 2;
        }
    }

    private static void CompareStreams(bool quick, TextWriter output)
    {
        int passes = quick ? 3 : 7;
        byte[] stream = new StreamGenerator(Seed).Generate(quick ? QuickStream : FullStream);
        long messages = stream.AsSpan().Count((byte)'\n');
        string title = string.Create(CultureInfo.InvariantCulture, $"{stream.Length:N0} bytes, {messages:N0} messages; median of {passes} passes by turns (slowest to fastest)");
        Contestant.Compare($"JSON, {title}; MB = 10^6 bytes", JsonThroughput.Contestants, stream, stream.Length / 1e6, "MB/s", passes, output);

        byte[] requests = SessionThroughput.Requests();
        Contestant.Compare("Sessions", SessionThroughput.Contestants, requests, SessionThroughput.Count, "messages/s", passes, output);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  allocated for each message: {SessionThroughput.AllocatedPerMessage(requests):N1} bytes"));
    }
}
