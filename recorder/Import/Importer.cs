using System.Collections.Immutable;
using QmpFuzz.Recorder.Sessions;

namespace QmpFuzz.Recorder.Import;

/// <summary>Makes sessions of other programs' files: captures, logs, traces, queues. What a format cannot know is said in notes.</summary>
public static class Importer
{
    /// <summary>What <see cref="ImportOptions.Format"/> may be.</summary>
    public static ImmutableArray<string> FormatNames { get; } = [.. ImportFormat.All.Select(format => format.Name)];

    /// <summary>Imports one file; a failing disk on our side is an <see cref="IOException"/>, everything about the file is in the result.</summary>
    public static ImportedFile Import(string path, ImportOptions options)
    {
        ImportSource source = new(path, options.Filter);
        ImportFormat? format = Find(source, options.Format, out ImportFault? fault);
        if (format is null)
        {
            return new ImportedFile(path, null, [], [], fault);
        }

        using SessionFolder sessions = new(options.Folder, GroupOf(path), $"import {format.Name}", options.Secrets);
        fault = format.Import(source, sessions);
        if (fault is null && sessions.Sessions.Count == 0)
        {
            fault = source.Fault($"no QMP traffic in it (read as {format.Name})");
        }

        return new ImportedFile(path, format.Name, [.. sessions.Sessions.Select(Describe)], [.. source.Remarks], fault);
    }

    internal static ImportedSession Describe(SessionOutput session) =>
        new(session.File, session.ClientBytes, session.ClientMessages, session.ServerBytes, session.ServerMessages, session.LostBytes);

    private static ImportFormat? Find(ImportSource source, string? name, out ImportFault? fault)
    {
        try
        {
            string head = source.IsFolder ? "" : source.ReadHead();
            ImportFormat? format = name is null
                ? ImportFormat.All.FirstOrDefault(candidate => source.IsFolder ? candidate.Name == AflQueue.Name : candidate.Recognises(head))
                : ImportFormat.All.First(candidate => candidate.Name == name);
            fault = format is not null ? null
                : source.Fault(head.Length == 0 ? "is empty" : $"is in none of the formats {string.Join(", ", FormatNames)} as far as its content tells; --format forces one");
            return format;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            fault = source.Fault(failure is FileNotFoundException or DirectoryNotFoundException ? "no such file" : failure.Message);
            return null;
        }
    }

    private static string GroupOf(string path) => Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))) is { Length: > 0 } name ? name : "import";
}
