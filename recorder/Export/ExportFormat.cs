using System.Collections.Immutable;
using QmpFuzz.Corpus.Sessions;

namespace QmpFuzz.Recorder.Export;

/// <summary>Writes the sessions of one export, one after the other.</summary>
internal interface ISessionExport
{
    /// <summary>Writes a session to its end; <paramref name="index"/> counts the sessions of this export.</summary>
    void Write(SessionReader session, int index);
}

/// <summary>A form that sessions can be given to other programs in.</summary>
/// <param name="Name">As <c>--format</c> says it.</param>
/// <param name="Extension">Of the files, where each session needs one of its own.</param>
/// <param name="HoldsMany">One file can hold several sessions.</param>
/// <param name="Create">Begins a file.</param>
internal sealed record ExportFormat(string Name, string Extension, bool HoldsMany, Func<Stream, ISessionExport> Create)
{
    public static readonly ImmutableArray<ExportFormat> All =
    [
        new("pcapng", ".pcapng", true, file => new PcapngExport(file)),
        new("raw", ".raw", false, file => new RawExport(file)),
        new("afl", ".qmpt", false, file => new TestcaseExport(file)),
        new("text", ".txt", true, file => new TextExport(file)),
        new("libvirt", ".log", true, file => new LibvirtExport(file)),
    ];
}
