using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Machine.Block;

public sealed class BlockCommandsTests
{
    private const string Done = """{"return": {}}""";
    private const string Format = """{"execute":"blockdev-create","arguments":{"job-id":"f","options":{"driver":"qcow2","file":"f0","size":4194304}}}""";

    [Fact]
    public void Nodes_AreListedNewestFirst_WithTheSizeOfTheirFile() => Conversation.Negotiated()
        .Client(Add("\"driver\":\"file\",\"node-name\":\"f0\",\"filename\":\"/a\\u00e9\\\"\"")).Server(Done)
        .Client(Format).ServerEvent("JOB_STATUS_CHANGE", """{"status": "created", "id": "f"}""").ServerEvent("JOB_STATUS_CHANGE", """{"status": "running", "id": "f"}""").Server(Done)
        .Client(Add("\"driver\":\"qcow2\",\"node-name\":\"q0\",\"file\":\"f0\"")).Server(Done)
        .Client("""{"execute":"query-named-block-nodes"}""").Then(conversation =>
        {
            string nodes = Assert.Single(conversation.SaidSoFar());
            Assert.Matches("\"node-name\": \"q0\".*\"node-name\": \"f0\".*\"node-name\": \"d0\"", nodes);
            Assert.Contains("\"filename\": \"/a\\u00E9\\\"\"", nodes, StringComparison.Ordinal);
            Assert.Contains("\"virtual-size\": 4194304, \"filename\": \"/a\\u00E9\\\"\", \"format\": \"qcow2\"", nodes, StringComparison.Ordinal);
            Assert.Contains("\"virtual-size\": 1073741824, \"filename\": \"null-co://\"", nodes, StringComparison.Ordinal);
        });

    [Theory]
    [InlineData("\"driver\":\"null-co\"", "'node-name' must be specified for the root node")]
    [InlineData("\"driver\":\"null-co\",\"node-name\":\"0\"", "Invalid node-name: '0'")]
    [InlineData("\"driver\":\"null-co\",\"node-name\":\"d0\"", "Duplicate nodes with node-name='d0'")]
    [InlineData("\"driver\":\"null-co\",\"node-name\":\"a2345678901234567890123456789012\"", "Node name too long")]
    [InlineData("\"driver\":\"raw\",\"node-name\":\"a\",\"file\":\"no\"", "Cannot find device='no' nor node-name='no'")]
    [InlineData("\"driver\":\"raw\",\"node-name\":\"a\"", "Parameter 'file' is missing")]
    [InlineData("\"driver\":\"null-co\",\"node-name\":\"a\",\"file\":\"d0\"", "Parameter 'file' is unexpected")]
    [InlineData("\"driver\":\"floppy\"", "Parameter 'driver' does not accept value 'floppy'")]
    public void Node_ThatCannotBe_IsRefused(string arguments, string reason) => Conversation.Negotiated().Client(Add(arguments)).ServerError("GenericError", reason);

    [Fact]
    public void Node_IsRemoved_UnlessItIsInUse() => Conversation.Negotiated()
        .Client(Add("\"driver\":\"raw\",\"node-name\":\"r0\",\"file\":\"d0\"")).Server(Done)
        .Client(Delete("d0")).ServerError("GenericError", "Block device d0 is in use")
        .Client(Delete("r0")).Server(Done).Client(Delete("d0")).Server(Done)
        .Client(Delete("d0")).ServerError("GenericError", "Failed to find node with node-name='d0'");

    [Fact]
    public void Nodes_BeyondTheMost_AreRefused()
    {
        Conversation conversation = Conversation.Negotiated();
        for (int i = 0; i < 255; i++)
        {
            conversation.Client(Add($"\"driver\":\"null-co\",\"node-name\":\"n{i}\"")).Server(Done);
        }

        conversation.Client(Add("\"driver\":\"null-co\",\"node-name\":\"more\"")).ServerError("GenericError", "Too many block nodes");
    }

    private static string Add(string arguments) => $$$"""{"execute":"blockdev-add","arguments":{{{{arguments}}}}}""";

    private static string Delete(string node) => $$$"""{"execute":"blockdev-del","arguments":{"node-name":"{{{node}}}"}}""";
}
