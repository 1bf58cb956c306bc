using QmpFuzz.Replay.Spawning;

namespace QmpFuzz.Tests.Replay.Spawning;

public sealed class SpawnCommandTests
{
    [Theory]
    [InlineData("server {socket}", "server /t/s")]
    [InlineData("./server --at={socket} {cwd}/rom", "/home/me/./server --at=/t/s /home/me/rom")]
    [InlineData("qemu-system-arm -qmp unix:{socket}", "qemu-system-arm -qmp unix:/t/s -sandbox on,spawn=deny")]
    [InlineData("/opt/qemu-system-x86_64 -sandbox off {socket}", "/opt/qemu-system-x86_64 -sandbox off /t/s")]
    public void Command_WithItsPlaces_IsFilledIn(string text, string expected) => Assert.Equal(expected, string.Join(' ', Parse(text).For("/t/s", "/home/me")));

    [Fact]
    public void Qemu_ThatMayStartPrograms_HasNoSandbox() =>
        Assert.Equal(["qemu-system-arm", "/t/s"], (Parse("qemu-system-arm {socket}") with { MayStartPrograms = true }).For("/t/s", "/"));

    [Theory]
    [InlineData("", "empty")]
    [InlineData("qemu-system-x86_64 -qmp stdio", "{socket}")]
    public void Command_WithoutASocket_IsRefused(string text, string complaint)
    {
        Assert.False(SpawnCommand.TryParse(text, out _, out string reason));
        Assert.Contains(complaint, reason, StringComparison.Ordinal);
    }

    private static SpawnCommand Parse(string text)
    {
        Assert.True(SpawnCommand.TryParse(text, out SpawnCommand? command, out string reason), reason);
        return command;
    }
}
