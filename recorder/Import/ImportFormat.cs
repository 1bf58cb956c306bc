using System.Collections.Immutable;
using QmpFuzz.Recorder.Sessions;

namespace QmpFuzz.Recorder.Import;

/// <summary>A kind of file that sessions can be made of.</summary>
/// <param name="Name">As <c>--format</c> says it.</param>
/// <param name="Recognises">Tells it by the beginning of a file, a character a byte.</param>
/// <param name="Import">Writes its sessions; returns what ended that early, if anything.</param>
internal sealed record ImportFormat(string Name, Func<string, bool> Recognises, Func<ImportSource, SessionFolder, ImportFault?> Import)
{
    /// <summary>In the order in which they are asked; the last takes any stream of client messages.</summary>
    public static readonly ImmutableArray<ImportFormat> All =
    [
        new("pcap", PcapFile.Recognises, PcapFile.Import),
        Log("libvirt", LibvirtLog.Recognises, (source, sessions) => new LibvirtLog(source, sessions).LookAhead()),
        Log("systemtap", SystemtapLog.Recognises, (source, sessions) => new SystemtapLog(source, sessions)),
        Log("trace", TraceLog.Recognises, (source, sessions) => new TraceLog(source, sessions)),
        Log("socat", SocatDump.Recognises, (source, sessions) => new SocatDump(source, sessions)),
        Log("strace", StraceLog.Recognises, (source, sessions) => new StraceLog(source, sessions)),
        Log("qemu.qmp", QmpClientLog.Recognises, (source, sessions) => new QmpClientLog(source, sessions)),
        Log("qmp-shell", QmpShellLog.Recognises, (source, sessions) => new QmpShellLog(source, sessions)),
        new(AflQueue.Name, AflQueue.Recognises, AflQueue.Import),
        new("raw", RawStream.Recognises, RawStream.Import),
    ];

    private static ImportFormat Log(string name, Func<string, bool> recognises, Func<ImportSource, SessionFolder, LogImport> create) =>
        new(name, recognises, (source, sessions) => create(source, sessions).Run());
}
