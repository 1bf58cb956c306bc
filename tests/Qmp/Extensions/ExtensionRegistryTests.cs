using QmpFuzz.Qmp.Arguments;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Extensions;
using QmpFuzz.Qmp.Machine;

namespace QmpFuzz.Tests.Qmp.Extensions;

/// <summary>What the registry takes and what it refuses: each of the seven rules, kept and broken.</summary>
public sealed class ExtensionRegistryTests
{
    private const string Greeting = """{"QMP": {"version": {"qemu": {"major": 9, "minor": 0, "micro": 1}, "package": "example"}, "capabilities": []}}""";

    private static readonly DownstreamExtension Empty = new("org.example");

    [Fact]
    public void Rule1_ANewCommand_IsTaken() => AssertTaken(Empty with { Commands = [Command("__org.example_freeze")] });

    [Theory]
    [InlineData("stop")]
    [InlineData("qmp_capabilities")]
    public void Rule1_ACommandThatIsThere_IsRefused(string name) => AssertRefused(Empty with { Commands = [Command(name)] }, 1);

    [Fact]
    public void Rule1_ACommandOfAnotherExtension_IsRefused()
    {
        ExtensionRegistry registry = new(ProtocolDialect.Qemu);
        DownstreamExtension extension = Empty with { Commands = [Command("__org.example_freeze")] };
        Assert.Empty(registry.Register(extension));

        Assert.Equal(1, Assert.Single(registry.Register(extension)).Rule.Number);
    }

    [Fact]
    public void Rule2_ANewEvent_IsTaken() => AssertTaken(Empty with { Events = ["__org.example_FROZEN"] });

    [Fact]
    public void Rule2_AnEventThatIsThere_IsRefused() => AssertRefused(Empty with { Events = ["RESET"] }, 2);

    [Fact]
    public void Rule3_ANewErrorOfANewCommand_IsTaken() => AssertTaken(
        Empty with { Commands = [Command("__org.example_freeze")], Errors = [("__org.example_TooCold", "__org.example_freeze"), ("GenericError", "__org.example_freeze")] });

    [Fact]
    public void Rule3_ANewErrorOfACommandThatIsThere_IsRefused() => AssertRefused(Empty with { Errors = [("__org.example_TooCold", "stop")] }, 3);

    [Fact]
    public void Rule4_NoCapability_IsTaken() => AssertTaken(Empty with { Capabilities = [] });

    [Fact]
    public void Rule4_ACapability_IsRefused() => AssertRefused(Empty with { Capabilities = ["__org.example_fast"] }, 4);

    [Theory]
    [InlineData("freeze")]
    [InlineData("_org.example_freeze")]
    [InlineData("x-freeze")]
    public void Rule5_AnUnprefixedCommand_IsRefused(string name) => AssertRefused(Empty with { Commands = [Command(name)] }, 5);

    [Fact]
    public void Rule5_AnUnprefixedEvent_IsRefused() => AssertRefused(Empty with { Events = ["FROZEN"] }, 5);

    [Fact]
    public void Rule5_AnUnprefixedErrorClass_IsRefused() =>
        AssertRefused(Empty with { Commands = [Command("__org.example_freeze")], Errors = [("TooCold", "__org.example_freeze")] }, 5);

    [Fact]
    public void Rule6_ANameWithoutADomain_IsTakenWithAWarning()
    {
        ExtensionRegistry registry = new(ProtocolDialect.Qemu);

        ExtensionBreach advice = Assert.Single(registry.Register(Empty with { Commands = [Command("__freeze")] }));
        Assert.Equal((6, true), (advice.Rule.Number, advice.Rule.IsAdvice));
        Assert.True(registry.Dialect.Knows("__freeze"));
    }

    [Fact]
    public void Rule7_AGreetingThatOnlySaysAnotherVersion_IsTaken() => AssertTaken(Empty with { Greeting = Greeting });

    [Theory]
    [InlineData("""{"QMP": {"version": {"qemu": {"major": 9, "minor": 0, "micro": 1}, "package": "example"}, "capabilities": [], "__org.example_x": 1}}""")]
    [InlineData("""{"QMP": {"version": {"qemu": {"major": "9", "minor": 0, "micro": 1}, "package": "example"}, "capabilities": []}}""")]
    [InlineData("""{"QMP": {"version": {"qemu": {"major": 9, "minor": 0, "micro": 1}}, "capabilities": []}}""")]
    [InlineData("""{"QMP": """)]
    public void Rule7_AnotherGreeting_IsRefused(string greeting) => AssertRefused(Empty with { Greeting = greeting }, 7);

    [Fact]
    public void Refused_Extension_LeavesNothingBehind()
    {
        ExtensionRegistry registry = new(ProtocolDialect.Qemu);
        registry.Register(Empty with { Commands = [Command("__org.example_freeze"), Command("stop")] });

        Assert.Same(ProtocolDialect.Qemu, registry.Dialect);
        Assert.False(registry.Dialect.Knows("__org.example_freeze"));
    }

    private static CommandSpec Command(string name) => new(name, static (_, _) => { }, new Parameter("depth", ParameterType.Integer));

    private static void AssertTaken(DownstreamExtension extension)
    {
        ExtensionRegistry registry = new(ProtocolDialect.Qemu);
        Assert.Empty(registry.Register(extension));
        Assert.All(extension.Commands, command => Assert.True(registry.Dialect.Knows(command.Name)));
    }

    private static void AssertRefused(DownstreamExtension extension, int rule)
    {
        ExtensionRegistry registry = new(ProtocolDialect.Qemu);
        Assert.Equal(rule, Assert.Single(registry.Register(extension)).Rule.Number);
        Assert.Same(ProtocolDialect.Qemu, registry.Dialect);
    }
}
