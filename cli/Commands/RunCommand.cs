using System.CommandLine;
using System.Text.Json;
using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Triage;
using QmpFuzz.Fuzz.Workers;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Rules;

namespace QmpFuzz.Cli.Commands;

/// <summary><c>qmpfuzz run</c>: executes testcases once and says what is wrong with what came back.</summary>
internal static class RunCommand
{
    private static readonly Argument<string[]> Testcases = new("TESTCASE") { Description = "Testcases, or folders of them.", Arity = ArgumentArity.OneOrMore };
    private static readonly TargetArguments Target = new();
    private static readonly Option<ProtocolDialect> Dialect = Verb.Dialect();
    private static readonly Option<int> Tries = new("--tries") { Description = "Plays a testcase so often at most, until an oracle objects: for what a server in a process of its own does not do each time.", HelpName = "N", DefaultValueFactory = _ => 1 };
    private static readonly Option<bool> Json = new("--json") { Description = "Prints the result as one JSON object." };

    public static Command Create()
    {
        Command command = new("run", "Executes testcases once each, prints the conversation and what the oracles say; exit code 1 if one objects.") { Testcases, Dialect, Tries, Json };
        Target.AddGuardTo(command);
        return command.Runs(RunAsync);
    }

    private static Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        IReadOnlyList<TestcaseFile> files = TestcaseFiles.Read(parsed.GetRequiredValue(Testcases));
        if (Target.Guard(parsed) is { } guard)
        {
            return Task.FromResult(RunGuarded(parsed, guard, files, cancellation));
        }

        using Reproducer reproducer = Reproducer.For(Target.Read(parsed), parsed.GetRequiredValue(Dialect).Name);
        List<TestcaseVerdict> verdicts = [];
        int tries = Math.Max(1, parsed.GetValue(Tries));
        foreach (TestcaseFile file in files)
        {
            verdicts.Add(Judge(file, reproducer, tries, cancellation));
            if (!parsed.GetValue(Json))
            {
                Print(verdicts[^1], reproducer, tries);
            }
        }

        int findings = verdicts.Count(verdict => verdict.Finding is not null);
        PrintSummary(parsed, verdicts, findings);
        return Task.FromResult(findings > 0 ? ExitCode.Findings : ExitCode.Done);
    }

    private static TestcaseVerdict Judge(TestcaseFile file, Reproducer reproducer, int tries, CancellationToken cancellation)
    {
        Finding? finding = null;
        for (int tried = 0; tried < tries && finding is null; tried++)
        {
            cancellation.ThrowIfCancellationRequested();
            finding = reproducer.Judge(file.Testcase);
        }

        return new TestcaseVerdict(file, finding, [.. reproducer.Known.Distinct()]);
    }

    /// <summary>Each in a process of its own, which prints; where it dies this one does.</summary>
    private static ExitCode RunGuarded(ParseResult parsed, GuardedRun guard, IReadOnlyList<TestcaseFile> files, CancellationToken cancellation)
    {
        bool json = parsed.GetValue(Json);
        ExitCode worst = ExitCode.Done;
        List<TestcaseVerdict> deaths = [];
        foreach (TestcaseFile file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            (int code, Finding? death) = guard.Run([file.Path, "--dialect", parsed.GetRequiredValue(Dialect).Name, .. json ? ["--json"] : Array.Empty<string>()], Console.Out);
            worst = death is null ? (ExitCode)Math.Max((int)worst, code) : ExitCode.Findings;
            if (death is not null)
            {
                deaths.Add(new TestcaseVerdict(file, death, []));
            }

            if (death is not null && !json)
            {
                Console.Out.WriteLine($"{file.Path}, {file.Testcase.Length} bytes\n{FindingText.Verdict(death)}\n");
            }
        }

        if (deaths.Count > 0)
        {
            PrintSummary(parsed, deaths, deaths.Count);
        }

        return worst;
    }

    private static void Print(TestcaseVerdict verdict, Reproducer reproducer, int tries)
    {
        (TestcaseFile file, Finding? finding, IReadOnlyList<KnownDeviation> known) = verdict;
        Console.Out.WriteLine($"{file.Path}, {file.Testcase.Length} bytes");
        TranscriptText.Write((finding is null ? reproducer.Execute(file.Testcase) : reproducer.Execute(file.Testcase, finding.Signature, tries)).Log, Console.Out);
        Console.Out.WriteLine(finding is null ? "verdict    no oracle objects" : FindingText.Verdict(finding));
        foreach (KnownDeviation deviation in known)
        {
            Console.Out.WriteLine($"known      {deviation.Name}, against the rule {deviation.Rule}: {deviation.Reason} ({deviation.Target})");
        }

        Console.Out.WriteLine();
    }

    private static void PrintSummary(ParseResult parsed, List<TestcaseVerdict> verdicts, int findings)
    {
        if (!parsed.GetValue(Json))
        {
            Console.Out.WriteLine($"{verdicts.Count} run, {findings} with findings");
            return;
        }

        Console.Out.WriteLine(JsonSerializer.Serialize(new
        {
            run = verdicts.Count,
            findings,
            testcases = verdicts.Select(verdict => new
            {
                file = verdict.File.Path,
                signature = verdict.Finding?.Signature.Text,
                expected = verdict.Finding?.Expected,
                came = verdict.Finding?.Came,
                place = verdict.Finding?.Place,
                known = verdict.Known.Select(deviation => deviation.Name),
            }),
        }));
    }

    private sealed record TestcaseVerdict(TestcaseFile File, Finding? Finding, IReadOnlyList<KnownDeviation> Known);
}
