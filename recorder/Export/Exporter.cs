using System.Collections.Immutable;
using QmpFuzz.Corpus.Sessions;

namespace QmpFuzz.Recorder.Export;

/// <summary>What an export has made, and what was wrong with the sessions it read.</summary>
public sealed record ExportResult(ImmutableArray<string> Files, int Sessions, ImmutableArray<SessionFault> Faults, ImmutableArray<string> Torn);

/// <summary>Gives sessions to other programs, in their forms.</summary>
public static class Exporter
{
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode PrivateFolder = PrivateFile | UnixFileMode.UserExecute;

    public static ImmutableArray<string> FormatNames { get; } = [.. ExportFormat.All.Select(format => format.Name)];

    /// <summary>
    /// Exports session files to a new file (0600). Several sessions in a form that holds only one make <paramref name="target"/> a folder. Of a damaged
    /// session what stands before the damage is exported.
    /// </summary>
    public static ExportResult Export(IReadOnlyList<string> sessions, string format, string target)
    {
        ExportFormat form = ExportFormat.All.First(candidate => candidate.Name == format);
        Notes notes = new();
        if (form.HoldsMany || sessions.Count == 1)
        {
            using FileStream file = Create(target);
            ISessionExport export = form.Create(file);
            for (int index = 0; index < sessions.Count; index++)
            {
                Write(sessions[index], index, export, notes);
            }

            return notes.Result([target]);
        }

        Directory.CreateDirectory(target, PrivateFolder);
        List<string> files = [];
        for (int index = 0; index < sessions.Count; index++)
        {
            files.Add(Path.Combine(target, Path.GetFileNameWithoutExtension(sessions[index]) + form.Extension));
            using FileStream file = Create(files[^1]);
            Write(sessions[index], index, form.Create(file), notes);
        }

        return notes.Result(files);
    }

    // never over a file, nor through a link
    private static FileStream Create(string path) => new(
        path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 64 << 10, UnixCreateMode = PrivateFile });

    private static void Write(string path, int index, ISessionExport export, Notes notes)
    {
        using SessionReader? session = SessionReader.TryOpen(path, out SessionFault? fault);
        if (session is null)
        {
            notes.Faults.Add(fault!);
            return;
        }

        export.Write(session, index);
        notes.Sessions++;
        if (session.Fault is { } damage)
        {
            notes.Faults.Add(damage);
        }

        if (session.TornTail)
        {
            notes.Torn.Add(path);
        }
    }

    private sealed class Notes
    {
        public List<SessionFault> Faults { get; } = [];

        public List<string> Torn { get; } = [];

        public int Sessions { get; set; }

        public ExportResult Result(IEnumerable<string> files) => new([.. files], Sessions, [.. Faults], [.. Torn]);
    }
}
