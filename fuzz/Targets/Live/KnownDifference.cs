namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>Where the built-in server is known to answer otherwise than QEMU 7.2, and why that stays so.</summary>
/// <param name="Place">The whole place of the difference, as <see cref="AnswerDifference"/> gives it, or what QEMU says when it dies.</param>
/// <param name="Reason">For a reader.</param>
internal sealed record KnownDifference(string Place, string Reason)
{
    public static IReadOnlyList<KnownDifference> All { get; } =
    [
        new("$.error.desc Parameter * is unexpected Parameter * is unexpected", "of several unknown members QEMU names the one that comes first in its hash table; here it is the first one sent"),
        new("$.return[].features return return", "query-qmp-schema: the built-in machine has fewer commands and events"),
        new("$.return[].allow-oob return return", "query-qmp-schema, too"),
        new("qemu-system-x86_64: ../../monitor/qmp.c:384: handle_qmp_command: Assertion `mon->qmp_requests->length < QMP_REQ_QUEUE_LEN_MAX' failed.", "QEMU dies where one byte ends two messages and seven requests wait; the built-in server takes the ninth"),
    ];

    public static bool Covers(string place) => All.Any(known => known.Place == place);
}
