using System.Globalization;
using QmpFuzz.Recorder.Capture;
using QmpFuzz.Recorder.Sessions;

namespace QmpFuzz.Recorder.Import;

/// <summary>pcap and pcapng files, as tcpdump, dumpcap and Wireshark write them: each TCP connection with a payload is a session.</summary>
internal static class PcapFile
{
    private static readonly string[] Magics = ["\xD4\xC3\xB2\xA1", "\xA1\xB2\xC3\xD4", "\x4D\x3C\xB2\xA1", "\xA1\xB2\x3C\x4D", "\x0A\x0D\x0D\x0A"];

    public static bool Recognises(string head) => Magics.Any(magic => head.StartsWith(magic, StringComparison.Ordinal));

    public static ImportFault? Import(ImportSource source, SessionFolder sessions)
    {
        using PacketSource? packets = PacketSource.OpenFile(source.Path, source.Filter, out string? reason);
        if (packets is null)
        {
            return source.Fault(reason!);
        }

        if (!CaptureReader.Reads(packets.LinkType))
        {
            return source.Fault($"its link type {packets.LinkType} is not known here");
        }

        return Read(packets, new CaptureReader(packets.LinkType, source.Path, sessions), source);
    }

    private static ImportFault? Read(PacketSource packets, CaptureReader capture, ImportSource source)
    {
        long count = 0;
        PacketRead read;
        while ((read = packets.Read()) == PacketRead.Packet)
        {
            count++;
            capture.Receive(packets.Packet, packets.WireLength, packets.Time);
        }

        capture.End();
        source.Remarks.AddRange(capture.Remarks());
        return read == PacketRead.Failed
            ? new ImportFault(source.Path, string.Create(CultureInfo.InvariantCulture, $"after packet {count}"), packets.Error)
            : null;
    }
}
