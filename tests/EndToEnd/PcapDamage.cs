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

    /// <summary>Leaves out one packet of the server's data whose bytes no other one has; returns where they stood in the server's stream, and how many.</summary>
    public static (long Offset, int Length) DropServerData(CapturedTalk talk, string to, int after)
    {
        PcapPackets capture = PcapPackets.Read(talk.File);
        List<(int Index, uint Sequence, int Length)> data = [.. capture.Packets.Index()
            .Select(packet => (packet.Index, Segment: PcapPackets.Place(packet.Item, talk.ServerPort)))
            .Where(packet => packet.Segment.Length > 0)
            .Select(packet => (packet.Index, packet.Segment.Sequence, packet.Segment.Length))];
        (int index, uint sequence, int length) = data.Skip(after).First(one =>
            data.Count(other => (int)(other.Sequence - one.Sequence) < one.Length && (int)(one.Sequence - other.Sequence) < other.Length) == 1);
        capture.Packets.RemoveAt(index);
        capture.Write(to);
        return (sequence - data[0].Sequence, length);
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
