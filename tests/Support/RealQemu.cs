using QmpFuzz.Qmp.Transport;

namespace QmpFuzz.Tests.Support;

/// <summary>The cheapest real QEMU there is: no machine, one null disk called d0, QMP on a unix socket.</summary>
internal sealed class RealQemu : IDisposable
{
    private readonly RunningProcess _process;

    private RealQemu(RunningProcess process, QmpEndpoint endpoint) => (_process, Endpoint) = (process, endpoint);

    public QmpEndpoint Endpoint { get; }

    /// <summary>Starts it and waits for its socket; skips the test where QEMU is not installed.</summary>
    public static async Task<RealQemu> StartAsync(TemporaryFolder folder, string socket = "qemu.sock", params string[] more)
    {
        string program = ExternalProgram.Require("qemu-system-x86_64", "qemu-system-x86");
        string path = folder.File(socket);
        RunningProcess process = RunningProcess.Start(
            program,
            ["-machine", "none", "-nodefaults", "-display", "none", "-blockdev", "driver=null-co,node-name=d0", "-qmp", $"unix:{path},server=on,wait=off", .. more]);
        await WaitFor.SocketAsync(path, process);
        return new RealQemu(process, QmpEndpoint.Unix(path));
    }

    public void Dispose() => _process.Dispose();
}
