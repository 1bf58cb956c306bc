using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Corpus.Timeline;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Fuzz.Triage;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Fuzz.Reports;

public sealed class SessionDiagramTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_ATranscriptOfTwoMonitors_KeepsTheOrderInWhichThingsHappened()
    {
        SessionDiagram diagram = ReadTranscript();
        Assert.Equal(["embedded monitor 0", "embedded monitor 1"], diagram.Lanes);
        Assert.Equal(
            ["0 Greeting", "0 Command", "0 Return", "1 Greeting", "0 Command", "0 Command", "0 Return", "0 Event", "0 Return", "1 Unreadable", "1 Unreadable", "1 Error", "1 Close", "0 Close"],
            diagram.Rows.Select(row => $"{row.Lane} {row.Entry.Kind}"));
    }

    [Fact]
    public void Read_APartOfTheRows_KnowsWhatCameBeforeAndWhatIsLeft()
    {
        SessionDiagram all = ReadTranscript();
        IReadOnlyList<string> files = SessionFiles.Expand([_folder.Path]);
        SessionDiagram part = SessionDiagram.Read(files, mostRows: 3, firstRow: 5);
        Assert.Equal(all.Rows.Skip(5).Take(3).Select(RowText), part.Rows.Select(RowText));
        Assert.Equal((5, all.Rows.Count - 8), (part.Before, part.LeftOut));
        SessionDiagram behind = SessionDiagram.Read(files, firstRow: 1000);
        Assert.Equal((all.Rows.Count, 0, 0), (behind.Before, behind.Rows.Count, behind.LeftOut));

        static string RowText(DiagramRow row) => $"{row.Lane} {row.Microseconds} {row.Entry.Kind} {string.Join(',', row.Tracks)} {string.Join(',', row.Overtaken)}";
    }

    [Fact]
    public void Read_DamagedFiles_SaysWhatIsWrong()
    {
        int rows = ReadTranscript().Rows.Count;
        string damaged = SessionFiles.Expand([_folder.Path])[0];
        File.AppendAllText(damaged, "[1,\n[2]\n");
        SessionDiagram diagram = SessionDiagram.Read([.. SessionFiles.Expand([_folder.Path]), _folder.File("none.qmps")]);
        Assert.Equal([_folder.File("none.qmps"), damaged], diagram.Faults.Select(fault => fault.File));
        Assert.Equal(rows, diagram.Rows.Count);
    }

    [Fact]
    public void Read_AnOvertakingReply_EndsInsideTheTrackOfTheOther()
    {
        DiagramRow[] rows = [.. ReadTranscript().Rows];
        Assert.Equal([TrackMark.Opens], rows[4].Tracks);
        Assert.Equal([TrackMark.Passes, TrackMark.Opens], rows[5].Tracks);
        Assert.Equal([TrackMark.Passes, TrackMark.Closes], rows[6].Tracks);
        Assert.Equal([TrackMark.Passes], rows[7].Tracks);
        Assert.Equal([TrackMark.Closes], rows[8].Tracks);
        Assert.Equal([2], Assert.Single(rows, row => row.Overtaken.Count > 0).Overtaken);
    }

    [Fact]
    public void Read_AConnectionThatEnds_EndsTheTracksOfItsCommands()
    {
        ExecutionLog log = new();
        log.Add(LogKind.Connect, 0);
        log.Add(LogKind.ClientSent, 0, "{\"execute\":\"stop\"}"u8);
        log.Add(LogKind.Disconnect, 0);
        log.Add(LogKind.Connect, 0);
        log.Add(LogKind.ServerSent, 0, "{\"QMP\": {}}\r\n"u8);
        TranscriptSessions.Write(log, _folder.Path, "group");
        Assert.Equal([1, 1, 0], SessionDiagram.Read(SessionFiles.Expand([_folder.Path])).Rows.Select(row => row.Tracks.Count));
    }

    [Fact]
    public void Read_MoreRowsThanWanted_SaysHowManyAreLeftOut()
    {
        SessionDiagram diagram = ReadTranscript(mostRows: 5);
        Assert.Equal((5, 9), (diagram.Rows.Count, diagram.LeftOut));
    }

    [Fact]
    public void Read_AFileThatIsNoSession_IsLeftOut()
    {
        File.WriteAllText(_folder.File("a.qmps"), "no");
        Assert.Empty(SessionDiagram.Read([_folder.File("a.qmps"), _folder.File("b.qmps")]).Rows);
    }

    private SessionDiagram ReadTranscript(int mostRows = int.MaxValue)
    {
        TranscriptSessions.Write(SampleFolder.Transcript(), _folder.Path, "group");
        return SessionDiagram.Read(SessionFiles.Expand([_folder.Path]), mostRows);
    }
}
