using QmpFuzz.Fuzz;
using QmpFuzz.Recorder.Capture;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>Does to a capture what networks and captures do to packets.</summary>
internal sealed class PcapDamage(int seed)
{
    private const int Chance = 50;                          // one packet in 50: 2 %

    private readonly DeterministicRandom _random = new((ulong)seed);

    /// <summary>Repeats, retransmits and reorders 2 % of the packets with data; returns how many.</summary>
    public int Apply(string from, string to)
    {
        PcapPackets capture = PcapPackets.Read(from);
        List<byte[]> packets = capture.Packets;
        int changed = 0;
        for (int index = packets.Count - 1; index > 0; index--)
        {
            if (PcapPackets.Decode(packets[index]).WireLength > 0 && _random.OneIn(Chance))
            {
                changed++;
                Change(packets, index);
            }
        }

        capture.Write(to);
        return changed;
    }

    /// <summary>Leaves out one packet of the server's data; returns where its bytes stood in the server's stream, and how many.</summary>
    public static (long Offset, int Length) DropServerData(CapturedTalk talk, string to, int after)
    {
        PcapPackets capture = PcapPackets.Read(talk.File);
        long offset = 0;
        int seen = 0;
        for (int index = 0; index < capture.Packets.Count; index++)
        {
            TcpSegment segment = PcapPackets.Decode(capture.Packets[index]);
            if (segment.WireLength == 0 || segment.Source.Port != talk.ServerPort)
            {
                continue;
            }

            if (++seen > after)
            {
                capture.Packets.RemoveAt(index);
                capture.Write(to);
                return (offset, segment.WireLength);
            }

            offset += segment.WireLength;
        }

        throw new InvalidDataException($"{talk.File} has only {seen} packets of server data");
    }

    private void Change(List<byte[]> packets, int index)
    {
        // a place further on, or right behind
        int repetition = Math.Min(packets.Count, index + 1 + (_random.OneIn(2) ? _random.Below(6) : 0));
        // two segments of one side change places; a confirmation between them would make a lost one of a late one
        if (_random.OneIn(3) && PcapPackets.Decode(packets[index - 1]) is { WireLength: > 0 } before && before.Source == PcapPackets.Decode(packets[index]).Source)
        {
            (packets[index - 1], packets[index]) = (packets[index], packets[index - 1]);
        }
        else
        {
            packets.Insert(repetition, packets[index]);
        }
    }
}
