using System.CommandLine;
using System.Text.Json;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Recorder.Export;

namespace QmpFuzz.Cli.Commands;

/// <summary><c>qmpfuzz export</c>: sessions in the forms of other programs.</summary>
internal static class ExportCommand
{
    private static readonly Argument<string[]> Sessions = new("SESSION") { Description = "Recordings (*.qmps), or folders of them.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string> Format = CreateFormat();
    private static readonly Option<string> Out = new("--out") { Description = "File to create; a folder if there are several sessions and the format holds one.", HelpName = "FILE", Required = true };
    private static readonly Option<bool> Json = new("--json") { Description = "Print what was exported as one JSON object." };

    public static Command Create() =>
        new Command("export", "Write sessions as a capture, a client's stream, a fuzzer's seed, text or a libvirt log.") { Sessions, Format, Out, Json }
            .Runs((parsed, _) => Task.FromResult(Run(parsed)));

    private static ExitCode Run(ParseResult parsed)
    {
        string target = parsed.GetRequiredValue(Out);
        if (Path.Exists(target))
        {
            Console.Error.WriteLine($"qmpfuzz: {target}: is there already");
            return ExitCode.BadInput;
        }

        ExportResult result = Exporter.Export(SessionFiles.Expand(parsed.GetRequiredValue(Sessions)), parsed.GetRequiredValue(Format), target);
        foreach (SessionFault fault in result.Faults)
        {
            Console.Error.WriteLine($"qmpfuzz: {fault}");
        }

        foreach (string torn in result.Torn)
        {
            Console.Error.WriteLine($"qmpfuzz: {torn}: the last line is torn off and was left out");
        }

        Console.Out.WriteLine(parsed.GetValue(Json)
            ? JsonSerializer.Serialize(new { files = result.Files, sessions = result.Sessions, faults = result.Faults.Select(fault => $"{fault}") })
            : $"{result.Sessions} session{(result.Sessions == 1 ? "" : "s")}: {string.Join(", ", result.Files)}");
        return result.Faults.IsEmpty ? ExitCode.Done : ExitCode.BadInput;
    }

    private static Option<string> CreateFormat()
    {
        Option<string> format = new("--format") { Description = "What to write.", HelpName = string.Join('|', Exporter.FormatNames), Required = true };
        format.AcceptOnlyFromAmong([.. Exporter.FormatNames]);
        return format;
    }
}
