using System.Text;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Server;

namespace QmpFuzz.Tests.Qmp.Server;

/// <summary>Input waits while there is no room for more output; what it costs meanwhile is told.</summary>
public sealed class RoomTests
{
    private static readonly byte[] Command = """{"execute":"query-name"}"""u8.ToArray();

    private readonly MonitorGroup _group = new(ProtocolDialect.Qemu);

    public RoomTests()
    {
        _group.Connect(0);
        _group.Receive(0, """{"execute":"qmp_capabilities"}"""u8);
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public void Message_IsBegun_WhileNoMoreThanTheRoomIsUsed(int spare, bool isTaken)
    {
        int used = _group.OutputLength(0);

        Assert.Equal(isTaken ? Command.Length : 0, _group.Receive(0, Command, room: used + spare));
        Assert.Equal(isTaken, _group.OutputLength(0) > used);
    }

    [Fact]
    public void Messages_AfterTheOneThatUsedTheRoom_Wait()
    {
        int used = _group.OutputLength(0);

        Assert.Equal(Command.Length, _group.Receive(0, [.. Command, .. Command], room: used));
        Assert.Equal(0, _group.Receive(0, Command, room: used));
        Assert.Equal(Command.Length, _group.Receive(0, Command));
    }

    [Fact]
    public void InputSize_IsThatOfUnansweredRequestsAndOfUnfinishedInput()
    {
        Assert.Equal(0, _group.InputSize(0));
        _group.Hold();
        _group.Receive(0, Encoding.ASCII.GetBytes($$"""{"execute":"query-name","id":"{{new string('x', 10_000)}}"}"""));
        Assert.InRange(_group.InputSize(0), 10_000, 50_000);
        _group.Release();
        Assert.Equal(0, _group.InputSize(0));
        _group.Receive(0, Encoding.ASCII.GetBytes("\"" + new string('x', 10_000)));
        Assert.InRange(_group.InputSize(0), 10_000, 50_000);
        _group.Disconnect(0);
        Assert.Equal(0, _group.InputSize(0));
    }

    [Fact]
    public void InputSize_OfWhatADisconnectDrops_IsNothing()
    {
        _group.Hold();
        _group.Receive(0, Command);
        Assert.NotEqual(0, _group.InputSize(0));
        _group.Disconnect(0);
        Assert.Equal(0, _group.InputSize(0));
    }
}
