using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Recorder.Redaction;

namespace QmpFuzz.Tests.Recorder.Redaction;

public sealed class RedactorTests
{
    [Theory]
    [InlineData("""{"execute":"object-add","arguments":{"qom-type":"secret","id":"sec0","data":"hunter2"},"id":"libvirt-7"}""", """{"execute":"object-add","arguments":{"qom-type":"secret","id":"sec0","data":"*******"},"id":"libvirt-7"}""")]
    [InlineData("""{"arguments":{"data":"hunter2"},"execute":"object-add"}""", """{"arguments":{"data":"*******"},"execute":"object-add"}""")]
    [InlineData("""{"execute":"set_password","arguments":{"protocol":"vnc","password":"hunter2"}}""", """{"execute":"set_password","arguments":{"protocol":"vnc","password":"*******"}}""")]
    [InlineData("""{"execute":"change-vnc-password","arguments":{"password":"h\"\u0075nter2"}}""", """{"execute":"change-vnc-password","arguments":{"password":"**************"}}""")]
    [InlineData("""{"execute":"x","arguments":{"p\u0061ssword" : "hunter2"}}""", """{"execute":"x","arguments":{"p\u0061ssword" : "*******"}}""")]
    [InlineData("""{'execute':'x','arguments':{'PASSWORD':'hunter2'}}""", """{'execute':'x','arguments':{'PASSWORD':'*******'}}""")]
    [InlineData("""{"execute":"x","arguments":{"password":["hunter2",{"a":"hunter3"}],"b":"c"}}""", """{"execute":"x","arguments":{"password":["*******",{"*":"*******"}],"b":"c"}}""")]
    [InlineData("""{"execute":"x","arguments":{"password":12345,"passwd":null,"passphrase":-1.5e3}}""", """{"execute":"x","arguments":{"password":11111,"passwd":null,"passphrase":-1.1e1}}""")]
    [InlineData("""{"execute":"x","arguments":{"password":hunter2}}""", """{"execute":"x","arguments":{"password":*******}}""")]
    [InlineData("""{"execute":"x","arguments":{"password":@hunter2}} """, """{"execute":"x","arguments":{"password":***********""")]
    [InlineData("""{"execute":"change","arguments":{"device":"vnc","target":"password","arg":"hunter2"}}""", """{"execute":"change","arguments":{"device":"vnc","target":"password","arg":"*******"}}""")]
    [InlineData("""{"execute":"guest-set-user-password","arguments":{"username":"root","crypted":false,"password":"aHVudGVyMg=="}}""", """{"execute":"guest-set-user-password","arguments":{"username":"root","crypted":false,"password":"************"}}""")]
    [InlineData("""{"execute":"blockdev-add","arguments":{"driver":"rbd","key":"AQ==","key-secret":"sec0"}}""", """{"execute":"blockdev-add","arguments":{"driver":"rbd","key":"****","key-secret":"sec0"}}""")]
    [InlineData("""{"execute":"blockdev-add","arguments":{"filename":"https://joe:pw@host:80/x"}}""", """{"execute":"blockdev-add","arguments":{"filename":"https://******@host:80/x"}}""")]
    [InlineData("""{"execute":"blockdev-add","arguments":{"filename":"rbd:p/i:id=joe:key=AQ==:auth=cephx"}}""", """{"execute":"blockdev-add","arguments":{"filename":"rbd:p/i:id=joe:key=***************"}}""")]
    [InlineData("""{"execute":"x","arguments":{"filename":"json:{\"driver\":\"ssh\", \"password\" : \"pw\"}"}}""", """{"execute":"x","arguments":{"filename":"json:{\"driver\":\"ssh\", \"password\" :********"}}""")]
    public void Secret_InAMessage_IsMasked(string message, string recorded) => Assert.Equal(recorded.TrimEnd(), Redacting.Client(message).TrimEnd());

    [Theory]
    [InlineData("set_password vnc hunter2", "set_password ***********")]
    [InlineData("change vnc password hunter2", "change vnc password *******")]
    [InlineData("object_add secret,id=sec0,data=hunter2,format=raw", "object_add secret,id=sec0,data=******************")]
    [InlineData("drive_add 0 file=rbd:p/i:key=AQ==", "drive_add 0 file=rbd:p/i:key=****")]
    [InlineData("set_p\\u0061ssword vnc hunter2", "set_p\\u0061ssword ***********")]
    [InlineData("info status", "info status")]
    [InlineData("info block -v d0", "info block -v d0")]
    public void Secret_InAHumanMonitorCommand_IsMasked(string text, string recorded)
    {
        const string frame = """{"execute":"human-monitor-command","arguments":{"command-line":"TEXT"}}""";
        Assert.Equal(frame.Replace("TEXT", recorded, StringComparison.Ordinal), Redacting.Client(frame.Replace("TEXT", text, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("""{"execute":"ringbuf-write","arguments":{"device":"r","data":"hello"}}""")]
    [InlineData("""{"arguments":{"device":"r","data":"hello","key":12},"execute":"ringbuf-write"}""")]
    [InlineData("""{"execute":"transaction","arguments":{"actions":[{"type":"abort","data":{}}]}}""")]
    [InlineData("""{"execute":"blockdev-add","arguments":{"filename":"nbd://host:10809/x","server":{"host":"00:11:22","port":"1"}}}""")]
    [InlineData("""{"execute":"send-key","arguments":{"keys":[{"type":"qcode","data":"ret"}]}}""")]
    [InlineData("""{"execute":"x","id":"12","arguments":{"password":""}}""")]
    [InlineData("""{"execute":"query-qmp-schema"}{"name":"password","type":"str"}""")]
    public void Message_WithoutSecrets_StaysAsItIs(string message) => Assert.Equal(message, Redacting.Client(message));

    [Theory]
    [InlineData("""{"return": {}, "id": "a hunter2 b"}""", """{"return": {}, "id": "a ******* b"}""")]
    [InlineData("""{"id": {"hunter2": ["hunter2"]}, "error": {"class": "GenericError", "desc": "bad 'hunter2'"}}""", """{"id": {"*******": ["*******"]}, "error": {"class": "GenericError", "desc": "bad '*******'"}}""")]
    [InlineData("""{"return": "hu\u006Eter2hunterhunter2"}""", """{"return": "************hunter*******"}""")]
    [InlineData("""{"timestamp": {}, "event": "E", "data": {"password": "other"}}""", """{"timestamp": {}, "event": "E", "data": {"password": "*****"}}""")]
    [InlineData("""{"return": {"hunter2": 1}}""", """{"return": {"hunter2": 1}}""")]
    public void Secret_RepeatedByTheServer_IsMasked(string answer, string recorded) =>
        Assert.Equal(recorded, Redacting.Server("""{"execute":"object-add","arguments":{"data":"hunter2"}}""", answer));

    [Fact]
    public void Secret_BeyondAscii_IsFoundHoweverItIsEscaped() =>
        Assert.Equal("""{"desc": "'********************' \u00E4"}""", Redacting.Server("{'password':'pä😀w'}", """{"desc": "'p\u00E4\uD83D\uDE00w' \u00E4"}"""));

    [Fact]
    public void ShortSecret_RepeatedByTheServer_IsMaskedAsAWholeString() =>
        Assert.Equal("""{"id": "**", "error": {"desc": "pwd"}}""", Redacting.Server("{'password':'pw'}", """{"id": "pw", "error": {"desc": "pwd"}}"""));

    [Theory]
    [InlineData("""{"id":"hunter2","execute":"object-add","arguments":{"data":"hunter2"}}""", """{"id":"*******","execute":"object-add","arguments":{"data":"*******"}}""")]
    [InlineData("""{"id":"job7","execute":"object-add","arguments":{"data":"hunter2"}}""", """{"id":"job7","execute":"object-add","arguments":{"data":"*******"}}""")]
    public void Id_BeforeTheSecret_IsMaskedIfItRepeatsIt(string message, string recorded) => Assert.Equal(recorded, Redacting.Client(message));

    [Fact]
    public void Recording_WithRulesOfTheUser_MasksWhatTheySay()
    {
        SecretRules rules = SecretRules.Default.WithName("*-token").TryWith("# mine\nin guest-exec arg\ntext top secret\n\n", out _)!;
        Assert.Equal(
            """{"execute":"guest-exec","arguments":{"api-token":"**","arg":["**"],"path":"a ********** b"}}""",
            Redacting.Client("""{"execute":"guest-exec","arguments":{"api-token":"ab","arg":["-x"],"path":"a top secret b"}}""", rules));
    }

    [Fact]
    public void Values_OfASession_AreCountedOnce()
    {
        Redactor redactor = new(SecretRules.Default);
        redactor.Redact(SessionSide.Client, """{"execute":"object-add","arguments":{"data":"hunter2"}}{"execute":"x","password":"hun"""u8);
        redactor.Redact(SessionSide.Client, """ter3"}"""u8);
        redactor.Redact(SessionSide.Server, """{"return": "hunter2"}"""u8);
        Assert.Equal(3, redactor.Values);
    }

    [Fact]
    public void Server_ThatCutsAnEcho_ShowsNoPartOfIt()
    {
        (SessionSide, byte[])[] chunks =
        [
            (SessionSide.Client, "{'password':'hunter2'}"u8.ToArray()),
            (SessionSide.Server, "{\"desc\": \"a hunt"u8.ToArray()),
            (SessionSide.Server, "er2 b\"}"u8.ToArray()),
        ];
        Assert.Equal("{'password':'*******'}{\"desc\": \"a ******* b\"}", Redacting.All(null, chunks));
    }
}
