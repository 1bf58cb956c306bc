using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz.Merging;
using QmpFuzz.Qmp.Dialects;

namespace QmpFuzz.Cli.Commands;

/// <summary><c>qmpfuzz merge</c>: of many testcases the few that show all that they show together.</summary>
internal static class MergeCommand
{
    private static readonly Argument<string[]> Folders = new("DIR") { Description = "Folders of testcases, or single ones.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string> Out = new("--out") { Description = "Where to write those that are kept; what lies there already is merged too and stays.", HelpName = "DIR", Required = true };
    private static readonly TargetArguments Target = new();
    private static readonly Option<ProtocolDialect> Dialect = Verb.Dialect();
    private static readonly Option<bool> Json = new("--json") { Description = "Prints the result as one JSON object." };

    public static Command Create()
    {
        Command command = new("merge", "Minimises a corpus: copies the smallest testcases that together show all edges and protocol steps of all.") { Folders, Out, Dialect, Json };
        Target.AddTo(command);
        return command.Runs(RunAsync);
    }

    private static async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        string folder = parsed.GetRequiredValue(Out);
        Directory.CreateDirectory(folder);
        IEnumerable<string> before = Directory.EnumerateFileSystemEntries(folder).Any() ? [folder] : [];
        IReadOnlyList<TestcaseFile> files = TestcaseFiles.Read([.. before, .. parsed.GetRequiredValue(Folders)]);
        Merged merged = CorpusMerge.Run(files, Target.Read(parsed), parsed.GetRequiredValue(Dialect).Name, cancellation);
        int added = 0;
        foreach (byte[] testcase in merged.Kept.Select(file => file.Testcase))
        {
            // named after what is in it: merging again changes nothing
            string file = Path.Combine(folder, $"{Convert.ToHexStringLower(SHA256.HashData(testcase).AsSpan(0, 8))}{TestcaseFiles.Extension}");
            if (!File.Exists(file))
            {
                await File.WriteAllBytesAsync(file, testcase, cancellation);
                added++;
            }
        }

        long bytes = merged.Kept.Sum(file => (long)file.Testcase.Length);
        Console.Out.WriteLine(parsed.GetValue(Json)
            ? JsonSerializer.Serialize(new { run = merged.Run, kept = merged.Kept.Count, bytes, features = merged.Features, failed = merged.Failed, added, folder })
            : $"{merged.Run} testcases run, {merged.Kept.Count} of them ({bytes} bytes) show all {merged.Features} features; {added} added to {folder}"
                + (merged.Failed > 0 ? $"; {merged.Failed} crashed or hung and were left out" : ""));
        return ExitCode.Done;
    }
}
