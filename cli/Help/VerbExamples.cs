namespace QmpFuzz.Cli.Help;

/// <summary>What follows the options in the help of a verb.</summary>
internal sealed record VerbPage(string SeeAlso, params (string Line, string Does)[] Examples)
{
    private const string Usual = "0 done; 1 findings, a divergence, or the target died; 2 usage or unreadable input; 3 the target was not reached; 4 our own disk or system failed; 130 interrupted";

    public string ExitCodes { get; init; } = Usual;
}

/// <summary>Examples of every verb; the tests parse each of them, and miss those of a verb that has none.</summary>
internal static class VerbExamples
{
    private const string Qemu = "qemu-system-x86_64 -machine none -nodefaults -display none -qmp unix:{socket},server=on,wait=off";

    private static readonly Dictionary<string, VerbPage> Pages = new(StringComparer.Ordinal)
    {
        [""] = new(
            "docs/README.md, by task; qmpfuzz VERB --help",
            ("qmpfuzz serve --listen unix:vm.qmp", "a QMP server to try things on"),
            ("qmpfuzz record --listen unix:tap.qmp --connect unix:vm.qmp --out rec", "record what its clients say, through a tap"),
            ("qmpfuzz show rec", "read it"),
            ($"qmpfuzz replay rec --spawn '{Qemu}'", "play it against a fresh QEMU, and compare the answers"),
            ("qmpfuzz fuzz --time 60s", "fuzz the built-in server for a minute")),
        ["serve"] = new(
            "docs/dialects.md, docs/limits.md",
            ("qmpfuzz serve --listen unix:vm.qmp", "the built-in machine on a unix socket, for one client at a time"),
            ("qmpfuzz serve --listen tcp:127.0.0.1:4444 --listen unix:vm.qmp --many", "two endpoints, as many clients as come"),
            ("qmpfuzz serve --listen unix:vm.qmp --dialect async-2017", "a proposal of 2017, as if it had been taken")),
        ["record"] = new(
            "docs/field-bug.md, docs/import-export.md",
            ("qmpfuzz record --listen unix:tap.qmp --connect unix:vm.qmp --out rec", "clients connect to tap.qmp in place of vm.qmp, until Ctrl-C"),
            ("qmpfuzz record --listen unix:tap.qmp --connect unix:vm.qmp --out rec --once --fail-closed", "one connection, which ends if it cannot be recorded"),
            ("qmpfuzz record --interface lo --filter 'tcp port 4444' --out rec", "listen to TCP traffic that is there already")),
        ["show"] = new(
            "docs/field-bug.md",
            ("qmpfuzz show rec", "all sessions of a folder, requests paired with replies"),
            ("qmpfuzz show rec/20261121T123419Z-15244-0000.qmps --full", "one session, nothing cut")),
        ["import"] = new(
            "docs/import-export.md",
            ("qmpfuzz import traffic.pcapng --out rec", "every QMP connection in a capture"),
            ("qmpfuzz import /var/log/libvirt/libvirtd.log --out rec", "what libvirt said to its machines, from its debug log"),
            ("qmpfuzz import queue --out rec --format afl", "the queue of an afl-fuzz as sessions")),
        ["export"] = new(
            "docs/import-export.md",
            ("qmpfuzz export rec --format pcapng --out rec.pcapng", "for Wireshark"),
            ("qmpfuzz export rec --format raw --out stream.bin", "the bytes of the clients, for socat")),
        ["check"] = new(
            "docs/private-extensions.md, docs/known-deviations.md",
            ("qmpfuzz check rec", "the rules of the protocol over recordings"),
            ("qmpfuzz check unix:vm.qmp", "a server that is running")),
        ["replay"] = new(
            "docs/replay.md, docs/field-bug.md",
            ($"qmpfuzz replay rec --spawn '{Qemu}'", "against a QEMU started for it, with the recorded timing"),
            ("qmpfuzz replay rec --connect unix:vm.qmp --speed max --compare classes", "against a running server, as fast as it answers; only kinds of answers are compared"),
            ("qmpfuzz replay rec --as server --listen unix:mock.qmp", "play the server, for a client under test")),
        ["fuzz"] = new(
            "docs/fuzz-a-server.md, docs/fuzz-qemu.md, docs/fuzz-your-own.md, docs/triage.md",
            ("qmpfuzz fuzz --time 60s --out out", "the built-in server, all dialects, from the shipped seeds"),
            ($"qmpfuzz fuzz --target 'cmd:{Qemu}' --time 1h --out out", "a real QEMU, started and replaced as needed"),
            ("qmpfuzz fuzz --clients 'python3 client.py {socket}' --time 10m --out out", "your client, which is told what a server should not say"),
            ("qmpfuzz fuzz --target dll:MyServer.dll --out out --jobs 2 --stop-on-finding", "an assembly of yours, with two worker processes, up to the first finding")),
        ["run"] = new(
            "docs/triage.md",
            ("qmpfuzz run out/findings/SIGNATURE/minimised.qmpt", "repeat a finding: the conversation, and the rule that it breaks"),
            ($"qmpfuzz run input.qmpt --target 'cmd:{Qemu}'", "the same input on a real QEMU")),
        ["minimize"] = new(
            "docs/triage.md",
            ("qmpfuzz minimize input.qmpt --out small.qmpt", "the smallest input with the same signature"),
            ("qmpfuzz minimize rec --out small.qmpt", "of a recorded field bug, what it takes to see it")),
        ["merge"] = new(
            "docs/triage.md",
            ("qmpfuzz merge out/queue corpus/seeds --out small", "the few testcases that show all that these show"),
            ("qmpfuzz merge out --in-place", "the queue of a campaign, replaced by such few")),
        ["keep"] = new(
            "docs/triage.md, docs/regressions-in-your-tests.md",
            ("qmpfuzz keep out/findings/SIGNATURE --name early-ids --title 'a nested id twice before negotiation'", "from now on a regression that the tests execute"),
            ("qmpfuzz keep small.qmpt --to tests/regressions --name a-name", "into a folder of your own test project")),
        ["report"] = new(
            "docs/nightly.md",
            ("qmpfuzz report out", "what a campaign found, in a few lines"),
            ("qmpfuzz report nights --html report.html --junit junit.xml --sarif report.sarif", "one page for people, two files for CI")),
        ["web"] = new(
            "docs/web.md",
            ("qmpfuzz web out", "a campaign while it runs, its findings and recordings, in a browser on this machine"),
            ($"qmpfuzz web nights --target 'cmd:{Qemu}'", "the same, with a button that replays a session against a fresh QEMU"),
            ("qmpfuzz web unix:vm.qmp", "the conversation with a live server")),
        ["nightly"] = new(
            "docs/nightly.md",
            ("qmpfuzz nightly targets.yaml --out nights --time 8h", "all targets of the file, eight hours, one page in nights/report.html"),
            ("qmpfuzz nightly targets.yaml --out nights --time 5m --json", "a short one, for CI")),
        ["afl"] = new(
            "docs/afl.md",
            ("qmpfuzz afl --target dll:MyServer.dll", "what stands behind AFL_SKIP_BIN_CHECK=1 afl-fuzz -i DIR -o DIR --")) { ExitCodes = "those of afl-fuzz" },
        ["libfuzzer"] = new(
            "docs/libfuzzer.md, docs/scale-out.md",
            ("qmpfuzz libfuzzer -help=1", "its flags, which are libFuzzer's"),
            ("qmpfuzz libfuzzer -max_total_time=60 corpus", "a minute; new inputs go to corpus, artefacts to this folder"),
            ("qmpfuzz libfuzzer -minimize_crash=1 -runs=10000 crash-0123", "a smaller input that does the same")) { ExitCodes = "those of libFuzzer: 77 a finding, 70 a timeout, 71 out of memory, 72 interrupted" },
        ["completion"] = new(
            "docs/install.md",
            ("qmpfuzz completion bash", "for this shell: eval \"$(qmpfuzz completion bash)\""),
            ("qmpfuzz completion fish", "for this shell: qmpfuzz completion fish | source")),
    };

    /// <summary>The page of a verb, "" for qmpfuzz itself; null: it has none.</summary>
    public static VerbPage? Of(string verb) => Pages.GetValueOrDefault(verb);
}
