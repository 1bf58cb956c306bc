using System.Text;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Recorder.Import;
using QmpFuzz.Tests.Corpus.Sessions;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Recorder.Import;

/// <summary>Imports samples and texts, and shows the sessions as short lines.</summary>
internal static class Samples
{
    public static string PathOf(string name) => Repository.PathOf($"tests/Data/imports/{name}");

    /// <summary>Imports a file, its format told by content, and reads back what was made.</summary>
    public static Imported Import(string path, string? format = null, string? filter = null)
    {
        using TemporaryFolder folder = new();
        ImportedFile file = Importer.Import(path, new ImportOptions { Folder = folder.File("out"), Format = format, Filter = filter });
        return new Imported(file, [.. file.Sessions.Select(session => SessionText.Read(session.File))]);
    }

    /// <summary>Imports a text, a character a byte.</summary>
    public static Imported ImportText(string text, string? format = null)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("input");
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes(text));
        return Import(path, format);
    }

    /// <summary>A record as one short line: its time, who, and the text.</summary>
    public static string Show(SessionRecord record) => record switch
    {
        ChunkRecord chunk => $"{chunk.Microseconds} {(chunk.Side == SessionSide.Client ? 'c' : 's')} {Encoding.UTF8.GetString(chunk.Bytes.Span).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}",
        DescriptorsRecord descriptors => $"{descriptors.Microseconds} fd {descriptors.Count}",
        GapRecord gap => $"{gap.Microseconds} gap {gap.Side} {gap.Bytes}",
        EndOfInputRecord end => $"{end.Microseconds} eof {end.Side}",
        CloseRecord close => $"{close.Microseconds} close {close.Side}",
        ResetRecord reset => $"{reset.Microseconds} reset {reset.Side}",
        _ => $"{record}",
    };

    internal sealed record Imported(ImportedFile File, IReadOnlyList<SessionText.Reading> Sessions)
    {
        public SessionText.Reading Session => Assert.Single(Sessions);

        /// <summary>Everything but notes, of all sessions.</summary>
        public IEnumerable<string> Lines(int session = 0) => Sessions[session].Records.Where(record => record is not NoteRecord).Select(Show);

        public IEnumerable<string> Notes(int session = 0) => Sessions[session].Records.OfType<NoteRecord>().Select(note => note.Text);

        public string Text(SessionSide side, int session = 0) => Encoding.UTF8.GetString(Sessions[session].Bytes(side));
    }
}
