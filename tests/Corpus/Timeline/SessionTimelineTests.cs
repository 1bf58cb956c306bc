using System.Text;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Corpus.Timeline;
using QmpFuzz.Tests.Corpus.Sessions;

namespace QmpFuzz.Tests.Corpus.Timeline;

public sealed class SessionTimelineTests
{
    [Fact]
    public void Session_WithIdsOutOfOrder_PairsByIdAndTellsLatency() => Assert.Equal(
        [
            "5 Server Greeting", "10 Client Command stop #1", "11 Client Command migrate-pause #2",
            "12 Server Event STOP", "20 Server Error GenericError #2 after 9", "30 Server Return #1 after 20",
        ],
        Show(
            SessionText.Server(5, "{\"QMP\": {}}\r\n"),
            SessionText.Client(10, """{"execute":"stop","id":{"a":1,"b":2}}"""),
            SessionText.Client(11, """{"exec-oob":"migrate-pause","id":"x"}"""),
            SessionText.Server(12, "{\"event\": \"STOP\"}\r\n"),
            SessionText.Server(20, "{\"id\": \"x\", \"error\": {\"class\": \"GenericError\", \"desc\": \"\"}}\r\n"),
            SessionText.Server(30, "{\"return\": {}, \"id\": {\"b\": 2, \"a\": 1}}\r\n")));

    [Fact]
    public void Session_WithoutIds_PairsInOrderRubbishIncluded() => Assert.Equal(
        ["1 Client Unreadable #1", "1 Client Command cont #2", "2 Server Error GenericError #1 after 1", "2 Server Return #2 after 1", "3 Server Return"],
        Show(
            SessionText.Client(1, "rubbish\n{\"execute\":\"cont\"}\n"),
            SessionText.Server(2, "{\"error\": {\"class\": \"GenericError\"}}\r\n{\"return\": {}}\r\n"),
            SessionText.Server(3, "{\"return\": {}}\r\n")));

    [Fact]
    public void Message_InSeveralChunks_IsOneEntryAtItsLastByte()
    {
        SessionTimeline timeline = new();
        Assert.Empty(timeline.Add(SessionText.Client(1, " {\"exec")));
        Assert.Empty(timeline.Add(SessionText.Client(2, "ute\":\"stop\"")));
        TimelineEntry entry = Assert.Single(timeline.Add(SessionText.Client(3, "}\r\n")));
        Assert.Equal("{\"execute\":\"stop\"}", Encoding.UTF8.GetString(entry.Text.Span));
        Assert.Equal(3, entry.Microseconds);
        Assert.Empty(timeline.End(4));
    }

    [Fact]
    public void WhatHappenedToTheConnection_IsShown() => Assert.Equal(
        ["1 Client Descriptors x2", "2 Client Unreadable", "2 Client Gap x9", "3  Note", "4 Client EndOfInput", "5 Server Close", "6 Client Reset"],
        Show(
            new DescriptorsRecord(1, SessionSide.Client, 2),
            SessionText.Client(1, "{\"cut off"),
            new GapRecord(2, SessionSide.Client, 9),
            new NoteRecord(3, "n"),
            new EndOfInputRecord(4, SessionSide.Client),
            new CloseRecord(5, SessionSide.Server),
            new ResetRecord(6, SessionSide.Client)));

    [Theory]
    [InlineData("{\"execute\":\"\\ud800\"}", TimelineKind.Command)]
    [InlineData("{\"execute\":1}", TimelineKind.Unreadable)]
    [InlineData("{\"a\":1,}", TimelineKind.Unreadable)]
    [InlineData("[[]]", TimelineKind.Unreadable)]
    public void Command_OfAnyShape_IsOneEntry(string message, TimelineKind kind) =>
        Assert.Equal(kind, Assert.Single(new SessionTimeline().Add(SessionText.Client(1, message))).Kind);

    [Fact]
    public void Names_AndIds_ThatAreNoText_AreShownAndPaired() => Assert.Equal(
        ["1 Client Command query-\uFFFD\uFFFD\uFFFD #1", "2 Client Command stop #2", "3 Server Return #2 after 1", "4 Server Return #1 after 3"],
        Show(
            new ChunkRecord(1, SessionSide.Client, (byte[])[.. "{\"execute\":\"query-"u8, 0xED, 0xA0, 0x80, .. "\",\"id\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8]),
            SessionText.Client(2, """{"execute":"stop","id":"\ud800"}"""),
            SessionText.Server(3, """{"return": {}, "id": "\ud800"}"""),
            new ChunkRecord(4, SessionSide.Server, (byte[])[.. "{\"return\":{},\"id\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8])));

    private static List<string> Show(params SessionRecord[] records)
    {
        SessionTimeline timeline = new();
        return records.SelectMany(timeline.Add).Concat(timeline.End(99)).Select(Show).ToList();
    }

    private static string Show(TimelineEntry entry) =>
        $"{entry.Microseconds} {entry.From} {entry.Kind}"
        + (entry.Name is null ? "" : $" {entry.Name}")
        + (entry.Number is null ? "" : $" #{entry.Number}")
        + (entry.Latency is null ? "" : $" after {entry.Latency}")
        + (entry.Count is null ? "" : $" x{entry.Count}");
}
