using System.Text;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Recorder.Capture;
using QmpFuzz.Recorder.Sessions;
using QmpFuzz.Tests.Corpus.Sessions;
using QmpFuzz.Tests.Recorder.Import;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Recorder.Capture;

/// <summary>A dialogue in packets, and the sessions that come of it. Each packet comes 10 us after the one before.</summary>
public sealed class CaptureReaderTests : IDisposable
{
    private const string Greeting = "{\"QMP\": {}}\r\n";
    private const string Stop = "{\"execute\":\"stop\"}\n";
    private const string Return = "{\"return\": {}}\r\n";
    private const TcpFlags Ack = TcpFlags.Acknowledge;

    private readonly TemporaryFolder _folder = new();
    private readonly SessionFolder _sessions;
    private readonly CaptureReader _capture;
    private uint _client = 1000;
    private uint _server = uint.MaxValue - 5;               // wraps around within the greeting
    private long _time = 1_700_000_000_000_000;

    public CaptureReaderTests()
    {
        _sessions = new SessionFolder(_folder.File("out"), "lo", "capture", null);
        _capture = new CaptureReader(LinkLayer.Raw, "lo", _sessions);
    }

    public void Dispose()
    {
        _sessions.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Connection_FromSynToFin_IsOneSession()
    {
        Open();
        Server(Greeting);
        Client(Stop);
        Server(Return);
        Send(true, "", Ack | TcpFlags.Fin);
        _client++;
        Send(false, "", Ack | TcpFlags.Fin);
        _server++;
        Send(true, "", Ack);
        _capture.Advance(_time + 5_000_000);
        Assert.Equal(
            ["0 s {\"QMP\": {}}\\r\\n", "10 c {\"execute\":\"stop\"}\\n", "20 s {\"return\": {}}\\r\\n", "30 eof Client", "40 eof Server", "40 close Client"],
            End());
        Assert.Equal("lo: tcp:127.0.0.2:4444 (client 127.0.0.1:40000)", Sessions().Single().Header.Source);
        Assert.Empty(Notes());
    }

    [Fact]
    public void Reset_ByTheServer_EndsTheSession()
    {
        Open();
        Server(Greeting);
        Send(false, "", Ack | TcpFlags.Reset);
        Server("late");
        Assert.Equal(["0 s {\"QMP\": {}}\\r\\n", "10 reset Server"], End());
    }

    [Fact]
    public void Request_LostByTheCapture_IsAGapBeforeItsReply()
    {
        Open();
        Server(Greeting);
        _client += (uint)Stop.Length;
        Server(Return);
        for (int packet = 0; packet < 70; packet++)
        {
            Send(true, "", Ack);
        }

        Client(Stop);
        Assert.Equal(
            ["0 s {\"QMP\": {}}\\r\\n", $"10 gap Client {Stop.Length}", "10 s {\"return\": {}}\\r\\n", "720 c {\"execute\":\"stop\"}\\n"],
            End());
        Assert.Equal(["the capture ended while the connection was open"], Notes());
    }

    [Fact]
    public void Reply_WhoseBeginningIsSentAgain_ComesWhenItWasWhole()
    {
        Open();
        Server(Greeting);
        uint lost = _server;
        _server += 5;
        Server("urn\": {}}\r\n");
        Client(Stop);                                       // its own clock: it does not wait for the reply
        uint reached = _server;
        _server = lost;
        Send(false, "{\"ret", Ack);
        _server = reached;
        Assert.Equal(
            ["0 s {\"QMP\": {}}\\r\\n", "20 c {\"execute\":\"stop\"}\\n", "30 s {\"ret", "30 s urn\": {}}\\r\\n"],
            End());
        Assert.Equal("reassembly of the server's side: 0 bytes came again, 1 segments came early", Notes()[0]);
    }

    [Fact]
    public void Connection_OpenAtTheStart_IsToldApartByWhatIsSaid()
    {
        Client(Stop);
        Server(Return);
        Client(Stop);
        Assert.Equal(["0 c {\"execute\":\"stop\"}\\n", "10 s {\"return\": {}}\\r\\n", "20 c {\"execute\":\"stop\"}\\n"], End());
        Assert.Contains("the capture began inside the connection: what was said before is missing", Notes());
    }

    [Fact]
    public void Connection_ThatSaysNothingClear_IsToldApartByItsOpening()
    {
        Open();
        Server("????");
        Client("!!!!");
        Assert.Equal(["0 s ????", "10 c !!!!"], End());
        Assert.Contains(Notes(), note => note.EndsWith("told by who opened the connection", StringComparison.Ordinal));
    }

    [Fact]
    public void Server_ThatDials_IsStillTheServer()
    {
        Send(false, "", TcpFlags.Syn);
        _server++;
        Send(true, "", TcpFlags.Syn | Ack);
        _client++;
        Server(Greeting);
        Client(Stop);
        Assert.Equal(["0 s {\"QMP\": {}}\\r\\n", "10 c {\"execute\":\"stop\"}\\n"], End());
    }

    [Fact]
    public void Ports_UsedAgain_AreAnotherSession()
    {
        Open();
        Server(Greeting);
        (_client, _server) = (77, 88);
        Open();
        Server(Greeting);
        Client(Stop);
        _capture.End();
        Assert.Equal(2, Sessions().Count);
        Assert.Equal("another connection between the same ports follows; the capture has no end of this one", Notes(0)[^1]);
        Assert.Equal([0L, 30], Sessions().Select(session => session.Header.OffsetMicroseconds!.Value));
    }

    [Fact]
    public void Connection_WithoutAByte_MakesNoSession()
    {
        Open();
        Send(true, "", Ack | TcpFlags.Fin);
        Send(false, "", Ack | TcpFlags.Reset);
        _capture.End();
        Assert.Empty(_sessions.Sessions);
    }

    [Fact]
    public void Time_ThatPassesWithoutPackets_GivesUpAConfirmedLoss()
    {
        Open();
        Server(Greeting);
        _client += 5;
        Server(Return);
        _capture.Advance(_time + 100);
        Assert.Equal(0, _sessions.Sessions[0].LostBytes);
        _capture.Advance(_time + 2_000_000);
        Assert.Equal(5, _sessions.Sessions[0].LostBytes);
    }

    [Fact]
    public void Fragments_AreLeftOutAndSaidSo()
    {
        byte[] packet = Packets.Tcp(true, 1, 1, Ack, "hello"u8);
        packet[6] = 0x20;
        _capture.Receive(packet, packet.Length, _time);
        Assert.StartsWith("1 IP fragments were left out", Assert.Single(_capture.Remarks()), StringComparison.Ordinal);
    }

    [Fact]
    public void Sockdump_Capture_IsASessionForEachGreeting()
    {
        CaptureReader capture = new(LinkLayer.User0, "sock", _sessions);
        Write(20, 10, Greeting, 0);
        Write(10, 20, Stop, 0);
        Write(20, 10, Return[..5], Return.Length - 5);
        Write(20, 10, Greeting, 0);
        capture.Receive(new byte[10], 10, _time);
        Assert.Equal(
            ["0 s {\"QMP\": {}}\\r\\n", "10 c {\"execute\":\"stop\"}\\n", "20 s {\"ret", $"20 gap Server {Return.Length - 5}"],
            Lines(0));
        Assert.Equal("sock: unix:/run/vm.qmp", Sessions()[1].Header.Source);
        Assert.StartsWith("1 packets with cut-off", Assert.Single(capture.Remarks()), StringComparison.Ordinal);

        void Write(byte writer, byte reader, string text, int cut)
        {
            byte[] path = new byte[108];
            "/run/vm.qmp"u8.CopyTo(path);
            byte[] packet = [11, .. path, 0, 0, 0, 0, 0, 0, 0, reader, 0, 0, 0, 0, 0, 0, 0, writer, .. Encoding.UTF8.GetBytes(text)];
            capture.Receive(packet, packet.Length + cut, _time);
            _time += 10;
        }
    }

    private void Open()
    {
        Send(true, "", TcpFlags.Syn);
        _client++;
        Send(false, "", TcpFlags.Syn | Ack);
        _server++;
    }

    private void Client(string text)
    {
        Send(true, text, Ack);
        _client += (uint)text.Length;
    }

    private void Server(string text)
    {
        Send(false, text, Ack);
        _server += (uint)text.Length;
    }

    private void Send(bool fromClient, string text, TcpFlags flags)
    {
        byte[] packet = Packets.Tcp(fromClient, fromClient ? _client : _server, fromClient ? _server : _client, flags, Encoding.UTF8.GetBytes(text));
        _capture.Receive(packet, packet.Length, _time);
        _time += 10;
    }

    private List<string> End()
    {
        _capture.End();
        return Lines(0);
    }

    private List<string> Lines(int session) => [.. Sessions()[session].Records.Where(record => record is not NoteRecord).Select(Samples.Show)];

    private List<string> Notes(int session = 0) => [.. Sessions()[session].Records.OfType<NoteRecord>().Select(note => note.Text)];

    private List<SessionText.Reading> Sessions() => [.. _sessions.Sessions.Select(session => SessionText.Read(session.File))];
}
