using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Dialects;

public sealed class QgaTests
{
    [Fact]
    public void Connection_Starts_InSilenceAndWithCommands() => Started()
        .Client("""{"execute":"guest-ping","id":1}""").Server("""{"return": {}, "id": 1}""")
        .Client("""{"execute":"qmp_capabilities"}""").ServerError("CommandNotFound", "The command qmp_capabilities has not been found");

    [Fact]
    public void Sync_Always_ReturnsItsArgument() => Started()
        .Client("""{"execute":"guest-sync","arguments":{"id":1234}}""").Server("""{"return": 1234}""");

    [Fact]
    public void SyncDelimited_ThatSucceeds_IsAnsweredBehind0xFF() => Started()
        .Client("""{"execute":"guest-sync-delimited","arguments":{"id":7}}""").Server("\u00FF{\"return\": 7}")
        .Client("""{"execute":"guest-sync-delimited"}""").ServerError("GenericError", "Parameter 'id' is missing");

    [Fact]
    public void Input_ThatAClientLeftUnfinished_IsThereForTheNext() => Started()
        .Client("""{"execute":"guest-pi""").Disconnects().Connects().ServerIsSilent()
        .Client("\u00FF").ServerError("GenericError", "JSON parse error, stray '\\\"guest-pi\\uFFFD'")
        .Client("""{"execute":"guest-sync","arguments":{"id":1}}""").Server("""{"return": 1}""");

    [Fact]
    public void Command_ThatWouldChangeTheGuest_IsDisabled() => Started()
        .Client("""{"execute":"guest-exec","arguments":{"path":"/bin/true"}}""").ServerError("CommandNotFound", "Command guest-exec has been disabled");

    [Fact]
    public void Event_Ever_IsNotSent() => Started().MachineRaises("RESET").ServerIsSilent();

    private static Conversation Started() => Conversation.In(ProtocolDialect.Qga).Connects().ServerIsSilent();
}
