using QmpFuzz.Qmp.Arguments;
using QmpFuzz.Qmp.Json;

namespace QmpFuzz.Qmp.Machine;

/// <summary>
/// The commands of the guest agent, in the order of its schema. What would change the guest is disabled, as with
/// <c>qemu-ga --block-rpcs</c>; what the guest is asked for has the same answer every time.
/// </summary>
internal static class AgentCommands
{
    private static readonly Parameter SyncId = new("id", ParameterType.Integer);

    public static IEnumerable<CommandSpec> All { get; } =
    [
        new("guest-sync-delimited", static (call, _) => Sync(call), SyncId) { IsDelimited = true },
        new("guest-sync", static (call, _) => Sync(call), SyncId),
        new("guest-ping", static (_, _) => { }),
        new("guest-get-time", static (call, machine) => JsonWriter.WriteInt64(machine.Wall * 1000, call.Result)),
        Disabled("guest-set-time"),
        new("guest-info", static (call, _) => call.Return(call.Commands.AgentInfo)),
        AgentPower.ShutDown,
        .. DisabledOnes("guest-file-open", "guest-file-close", "guest-file-read", "guest-file-write", "guest-file-seek", "guest-file-flush"),
        new("guest-fsfreeze-status", static (call, _) => call.Return("\"thawed\""u8)),
        .. DisabledOnes("guest-fsfreeze-freeze", "guest-fsfreeze-freeze-list", "guest-fsfreeze-thaw", "guest-fstrim"),
        .. AgentPower.Suspending,
        AgentFacts.NetworkInterfaces,
        AgentFacts.Processors,
        Disabled("guest-set-vcpus"),
        AgentFacts.Disks,
        AgentFacts.FileSystems,
        .. DisabledOnes("guest-set-user-password", "guest-get-memory-blocks", "guest-set-memory-blocks"),
        AgentFacts.MemoryBlockInfo,
        .. DisabledOnes("guest-exec-status", "guest-exec"),
        .. AgentFacts.OfTheSystem,
        .. DisabledOnes(
            "guest-get-devices",
            "guest-ssh-get-authorized-keys",
            "guest-ssh-add-authorized-keys",
            "guest-ssh-remove-authorized-keys",
            "guest-get-diskstats",
            "guest-get-cpustats"),
    ];

    /// <summary>A command that is known and refused.</summary>
    public static CommandSpec Disabled(string name) => new(name, static (_, _) => { }) { IsDisabled = true };

    /// <summary>What guest-info returns: the agent lists its commands from the last to the first.</summary>
    public static byte[] Describe(IEnumerable<CommandSpec> commands)
    {
        IEnumerable<string> described = commands.Reverse().Select(command =>
            $$"""{"name": "{{command.Name}}", "enabled": {{Word(!command.IsDisabled)}}, "success-response": {{Word(!command.IsSilent)}}}""");
        return CanonicalJson.Of($$"""{"version": "7.2.22", "supported_commands": [{{string.Join(", ", described)}}]}""");
    }

    private static IEnumerable<CommandSpec> DisabledOnes(params string[] names) => names.Select(Disabled);

    private static void Sync(CommandCall call) => JsonWriter.WriteInt64(call.Int64("id"u8), call.Result);

    private static string Word(bool value) => value ? "true" : "false";
}
