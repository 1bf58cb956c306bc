using System.CommandLine;
using System.CommandLine.Parsing;
using System.Security.Cryptography;
using System.Text.Json;
using QmpFuzz.Corpus.Store;
using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz.Merging;
using QmpFuzz.Qmp.Dialects;

namespace QmpFuzz.Cli.Commands;

/// <summary><c>qmpfuzz merge</c>: of many testcases the few that show all that they show together.</summary>
internal static class MergeCommand
{
    private static readonly Argument<string[]> Folders = new("DIR") { Description = "Folders of testcases, or single ones.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string?> Out = new("--out") { Description = "Where to write those that are kept; what lies there already is merged too and stays.", HelpName = "DIR" };
    private static readonly Option<bool> InPlace = new("--in-place") { Description = "DIR is a campaign folder, which no campaign is running in: its queue is replaced. Those that crash or hang stay in it." };
    private static readonly TargetArguments Target = new();
    private static readonly Option<ProtocolDialect> Dialect = Verb.Dialect();
    private static readonly Option<bool> Json = new("--json") { Description = "Prints the result as one JSON object." };

    public static Command Create()
    {
        Command command = new("merge", "Minimises a corpus: copies the smallest testcases that together show all edges and protocol steps of all.") { Folders, Out, InPlace, Dialect, Json };
        Target.AddTo(command);
        command.Validators.Add(Validate);
        return command.Runs(RunAsync);
    }

    private static void Validate(CommandResult result)
    {
        if (result.GetValue(InPlace) == (result.GetResult(Out) is not null))
        {
            result.AddError("merge: give one of --out DIR and --in-place");
        }
        else if (result.GetValue(InPlace) && result.GetValue(Folders) is not [_])
        {
            result.AddError("merge: --in-place takes one campaign folder");
        }
    }

    private static async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        string[] folders = parsed.GetRequiredValue(Folders);
        if (parsed.GetValue(Out) is { } folder)
        {
            await CopyAsync(parsed, folders, folder, cancellation);
            return ExitCode.Done;
        }

        if (!CampaignFolder.IsAt(folders[0]))
        {
            await Console.Error.WriteLineAsync($"qmpfuzz: {folders[0]}: no campaign was ever run there");
            return ExitCode.BadInput;
        }

        Replace(parsed, CampaignFolder.Open(folders[0]), cancellation);
        return ExitCode.Done;
    }

    private static async Task CopyAsync(ParseResult parsed, string[] folders, string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        IEnumerable<string> before = Directory.EnumerateFileSystemEntries(folder).Any() ? [folder] : [];
        Merged merged = Run(parsed, TestcaseFiles.Read([.. before, .. folders]), cancellation);
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

        Print(parsed, merged, folder, added, $"{added} added to {folder}", "were left out");
    }

    private static void Replace(ParseResult parsed, CampaignFolder campaign, CancellationToken cancellation)
    {
        StoredTestcase[] queue = [.. campaign.LoadQueue()];
        Merged merged = Run(parsed, queue.Select(stored => new TestcaseFile(stored.Name, stored.Testcase)), cancellation);
        HashSet<string> staying = [.. merged.Kept.Concat(merged.Failed).Select(file => file.Path)];
        campaign.ReplaceQueue(queue.Where(stored => staying.Contains(stored.Name)));
        Print(parsed, merged, campaign.Root, 0, $"they are the queue of {campaign.Root} now", "stay in it");
    }

    private static Merged Run(ParseResult parsed, IEnumerable<TestcaseFile> testcases, CancellationToken cancellation) =>
        CorpusMerge.Run(testcases, Target.Read(parsed), parsed.GetRequiredValue(Dialect).Name, cancellation);

    private static void Print(ParseResult parsed, Merged merged, string folder, int added, string done, string failures)
    {
        long bytes = merged.Kept.Sum(file => (long)file.Testcase.Length);
        Console.Out.WriteLine(parsed.GetValue(Json)
            ? JsonSerializer.Serialize(new { run = merged.Run, kept = merged.Kept.Count, bytes, features = merged.Features, failed = merged.Failed.Count, added, folder })
            : $"{merged.Run} testcases run, {merged.Kept.Count} of them ({bytes} bytes) show all {merged.Features} features; {done}"
                + (merged.Failed.Count > 0 ? $"; {merged.Failed.Count} crashed or hung and {failures}" : ""));
    }
}
