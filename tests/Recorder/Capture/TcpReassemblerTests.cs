using FsCheck;
using FsCheck.Fluent;
using QmpFuzz.Recorder.Capture;

namespace QmpFuzz.Tests.Recorder.Capture;

public sealed class TcpReassemblerTests
{
    private const uint NearTheEnd = uint.MaxValue - 700;    // sequence numbers wrap around inside most of the streams below

    private readonly TcpReassembler _side = new();
    private long _packets;

    [Fact]
    public void Segments_CutRepeatedAndShuffled_GiveTheSameBytes() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        seed =>
        {
            SegmentShuffle shuffle = new(seed);
            byte[] stream = shuffle.Bytes(2000);
            TcpReassembler side = new();
            side.Start(NearTheEnd);
            long packet = 0;
            foreach ((int start, int length) in shuffle.Segments(stream.Length))
            {
                side.Receive(NearTheEnd + (uint)start, stream.AsSpan(start, length), length, start + length == stream.Length, new CaptureMoment(++packet, packet));
            }

            return !side.HasHole && side.IsEnded && side.WaitingBytes == 0 && side.ConflictingBytes == 0 && stream.SequenceEqual(Bytes(side));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Segments_WithoutAKnownStart_AreShuffledRightToo() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        seed =>
        {
            SegmentShuffle shuffle = new(seed);
            byte[] stream = shuffle.Bytes(1500);
            TcpReassembler side = new();
            long packet = 0;
            foreach ((int start, int length) in shuffle.Segments(stream.Length))
            {
                side.Receive(NearTheEnd + (uint)start, stream.AsSpan(start, length), length, false, new CaptureMoment(++packet, packet));
            }

            side.Acknowledge(NearTheEnd + (uint)stream.Length, new CaptureMoment(++packet, packet));
            return !side.HasHole && stream.SequenceEqual(Bytes(side));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Segments_OfWhichSomeAreLost_GiveGapsOfTheirLength() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        seed =>
        {
            SegmentShuffle shuffle = new(seed);
            byte[] stream = shuffle.Bytes(2000);
            bool[] came = new bool[stream.Length];
            TcpReassembler side = new();
            side.Start(NearTheEnd);
            long packet = 0;
            foreach ((int start, int length) in shuffle.Segments(stream.Length).Where((_, index) => index % 5 != 2))
            {
                side.Receive(NearTheEnd + (uint)start, stream.AsSpan(start, length), length, false, new CaptureMoment(++packet, packet));
                came.AsSpan(start, length).Fill(true);
            }

            side.Acknowledge(NearTheEnd + (uint)stream.Length, new CaptureMoment(++packet, packet));
            while (side.HasHole)
            {
                side.GiveUpHole();
            }

            return Rebuild(side, stream.Length).SequenceEqual(stream.Select((value, index) => came[index] ? value : (byte)0));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Overlap_WithAnotherContent_KeepsTheFirst()
    {
        _side.Start(100);
        Receive(104, "EFGH");
        Receive(100, "abcdefghij");
        Assert.Equal("abcdEFGHij"u8.ToArray(), Bytes(_side));
        Assert.Equal((4, 4), (_side.ConflictingBytes, _side.RepeatedBytes));
    }

    [Fact]
    public void Repetition_OfWhatWasTaken_IsCountedAndDropped()
    {
        _side.Start(0);
        Receive(0, "abcd");
        Receive(2, "cdef");
        Receive(0, "abcdef");
        Assert.Equal("abcdef"u8.ToArray(), Bytes(_side));
        Assert.Equal(8, _side.RepeatedBytes);
    }

    [Fact]
    public void Hole_IsConfirmedWhenTheOtherSideHasItsBytes()
    {
        _side.Start(0);
        Receive(0, "ab");
        Receive(4, "ef");
        Assert.True(_side.HasHole);
        Assert.False(_side.HoleIsConfirmed);
        _side.Acknowledge(6, Now());
        Assert.True(_side.HoleIsConfirmed);
        _side.GiveUpHole();
        Assert.Equal(["2 bytes", "2 lost", "2 bytes"], Show(_side));
    }

    [Fact]
    public void Loss_OfEverythingUpToAConfirmation_IsAHole()
    {
        _side.Start(0);
        _side.Acknowledge(40, Now());
        Assert.True(_side.HoleIsConfirmed);
        _side.GiveUpHole();
        Receive(40, "x");
        Assert.Equal(["40 lost", "1 bytes"], Show(_side));
    }

    [Fact]
    public void Fin_ThatIsConfirmedLikeAByte_IsNoHole()
    {
        _side.Start(0);
        _side.Acknowledge(1, Now());
        Assert.False(_side.HasHole);
        _side.Receive(0, [], 0, isLast: true, Now());
        _side.Acknowledge(1, Now());
        Assert.False(_side.HasHole);
        Assert.Equal(["end"], Show(_side));
    }

    [Fact]
    public void Packet_ThatTheCaptureCutShort_LeavesAGap()
    {
        _side.Start(0);
        _side.Receive(0, "abcd"u8, 10, isLast: false, Now());
        Receive(10, "k");
        _side.Acknowledge(11, Now());
        _side.GiveUpHole();
        Assert.Equal(["4 bytes", "6 lost", "1 bytes"], Show(_side));
    }

    [Fact]
    public void Anything_HostileOrNot_EndsAndLosesNothingSilently() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        seed =>
        {
            SegmentShuffle random = new(seed);
            TcpReassembler side = new();
            for (long packet = 1; packet < 200; packet++)
            {
                CaptureMoment now = new(packet, packet);
                uint sequence = (uint)random.Below(1 << 12) - (1 << 11);
                switch (random.Below(6))
                {
                    case 0:
                        side.Start(sequence);
                        break;
                    case 1:
                        side.Acknowledge(sequence, now);
                        break;
                    case 2:
                        side.GiveUpHole();
                        break;
                    default:
                        int length = random.Below(64);
                        side.Receive(sequence, random.Bytes(length), length + (random.Below(9) == 0 ? 16 : 0), random.Below(50) == 0, now);
                        break;
                }
            }

            for (int round = 0; side.HasHole && round < 1000; round++)
            {
                side.GiveUpHole();
            }

            return !side.HasHole && side.WaitingBytes == 0;
        }).QuickCheckThrowOnFailure();

    private CaptureMoment Now() => new(++_packets, _packets);

    private void Receive(uint sequence, string text) => _side.Receive(sequence, System.Text.Encoding.ASCII.GetBytes(text), text.Length, isLast: false, Now());

    private static byte[] Bytes(TcpReassembler side)
    {
        List<byte> bytes = [];
        while (side.TryTake(out TcpPiece? piece))
        {
            bytes.AddRange(piece is TcpData data ? data.Bytes.ToArray() : []);
        }

        return [.. bytes];
    }

    // lost bytes as zeros
    private static byte[] Rebuild(TcpReassembler side, int length)
    {
        List<byte> bytes = [];
        while (side.TryTake(out TcpPiece? piece))
        {
            bytes.AddRange(piece switch { TcpData data => data.Bytes.ToArray(), TcpLoss loss => new byte[loss.Bytes], _ => [] });
        }

        return [.. bytes, .. new byte[length - bytes.Count]];
    }

    private static List<string> Show(TcpReassembler side)
    {
        List<string> pieces = [];
        while (side.TryTake(out TcpPiece? piece))
        {
            pieces.Add(piece switch { TcpData data => $"{data.Bytes.Length} bytes", TcpLoss loss => $"{loss.Bytes} lost", _ => "end" });
        }

        return pieces;
    }
}
