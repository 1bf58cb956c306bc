using System.CommandLine;
using System.Text.Json;
using QmpFuzz.Recorder.Import;
using QmpFuzz.Recorder.Redaction;

namespace QmpFuzz.Cli.Commands;

/// <summary><c>qmpfuzz import</c>: other programs' captures, logs and queues become sessions.</summary>
internal static class ImportCommand
{
    private const string ByContent = "auto";

    private static readonly Argument<string[]> Files = new("FILE") { Description = "Files to import; of an AFL queue, its folder.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string> Folder = new("--out") { Description = "Folder for the sessions, one .qmps a connection; it is created if it is not there.", HelpName = "DIR", Required = true };
    private static readonly Option<string> Format = CreateFormat();
    private static readonly Option<string> Filter = new("--filter") { Description = "Of captures: only these packets, in libpcap's words ('tcp port 4444').", HelpName = "FILTER" };
    private static readonly RedactionOptions Redaction = new();
    private static readonly Option<bool> Json = new("--json") { Description = "Print what was imported as one JSON object." };

    public static Command Create()
    {
        Command import = new("import", "Make sessions of captures, logs and queues of other programs.") { Files, Folder, Format, Filter, Json };
        Redaction.AddTo(import);
        return import.Runs((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
    }

    private static ExitCode Run(ParseResult parsed, CancellationToken cancellation)
    {
        if (!Redaction.TryRead(parsed, out SecretRules? secrets, out string reason))
        {
            Console.Error.WriteLine($"qmpfuzz: {reason}");
            return ExitCode.BadInput;
        }

        string format = parsed.GetRequiredValue(Format);
        ImportOptions options = new()
        {
            Folder = parsed.GetRequiredValue(Folder),
            Format = format == ByContent ? null : format,
            Filter = parsed.GetValue(Filter),
            Secrets = secrets,
        };
        List<ImportedFile> imported = [];
        foreach (string path in parsed.GetRequiredValue(Files))
        {
            cancellation.ThrowIfCancellationRequested();
            ImportedFile file = Importer.Import(path, options);
            imported.Add(file);
            Complain(file);
            if (!parsed.GetValue(Json))
            {
                Print(file);
            }
        }

        if (parsed.GetValue(Json))
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new { files = imported.Select(ForJson) }));
        }

        return imported.Any(file => file.Fault is not null) ? ExitCode.BadInput : ExitCode.Done;
    }

    private static void Print(ImportedFile file)
    {
        if (file.Format is null)
        {
            return;
        }

        Console.Out.WriteLine($"{file.Path} ({file.Format}): {file.Sessions.Length} session{(file.Sessions.Length == 1 ? "" : "s")}");
        foreach (ImportedSession session in file.Sessions)
        {
            Console.Out.WriteLine($"  {session.File}: {CaptureReport.Describe(session)}");
        }
    }

    private static void Complain(ImportedFile file)
    {
        foreach (string remark in file.Remarks)
        {
            Console.Error.WriteLine($"qmpfuzz: {file.Path}: {remark}");
        }

        if (file.Fault is { } fault)
        {
            Console.Error.WriteLine($"qmpfuzz: {fault}{(file.Sessions.Length > 0 ? "; what stands before it was imported" : "")}");
        }
    }

    private static object ForJson(ImportedFile file) => new
    {
        file = file.Path,
        format = file.Format,
        remarks = file.Remarks,
        fault = file.Fault?.ToString(),
        sessions = file.Sessions.Select(CaptureReport.ForJson),
    };

    private static Option<string> CreateFormat()
    {
        Option<string> format = new("--format")
        {
            Description = "What the files are; by default their content tells.",
            HelpName = string.Join('|', Importer.FormatNames.Prepend(ByContent)),
            DefaultValueFactory = _ => ByContent,
        };
        format.AcceptOnlyFromAmong([ByContent, .. Importer.FormatNames]);
        return format;
    }
}
