using QmpFuzz.Qmp.Transport;

namespace QmpFuzz.Tests.Support;

/// <summary>A real guest agent on a unix socket, run as an ordinary user, and told to refuse whatever would change this machine.</summary>
internal sealed class RealAgent : IDisposable
{
    private const string Refused =
        "guest-set-time,guest-file-open,guest-file-close,guest-file-read,guest-file-write,guest-file-seek,guest-file-flush,guest-fsfreeze-freeze,"
        + "guest-fsfreeze-freeze-list,guest-fsfreeze-thaw,guest-fstrim,guest-suspend-disk,guest-suspend-ram,guest-suspend-hybrid,guest-set-vcpus,"
        + "guest-set-user-password,guest-get-memory-blocks,guest-set-memory-blocks,guest-exec-status,guest-exec,guest-get-devices,"
        + "guest-ssh-get-authorized-keys,guest-ssh-add-authorized-keys,guest-ssh-remove-authorized-keys,guest-get-diskstats,guest-get-cpustats";

    private readonly RunningProcess _process;

    private RealAgent(RunningProcess process, QmpEndpoint endpoint) => (_process, Endpoint) = (process, endpoint);

    public QmpEndpoint Endpoint { get; }

    /// <summary>Starts it and waits for its socket; skips the test where the agent is not installed, or where root cannot become somebody else.</summary>
    public static async Task<RealAgent> StartAsync(TemporaryFolder folder)
    {
        string program = ExternalProgram.Require("qemu-ga", "qemu-guest-agent");
        string path = folder.File("qga.sock");
        List<string> command = [program, "-m", "unix-listen", "-p", path, "-t", folder.Path, "-b", Refused];
        if (Environment.IsPrivilegedProcess)
        {
            File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_111_111);
            command.InsertRange(0, [ExternalProgram.Require("setpriv", "util-linux"), "--reuid", "nobody", "--regid", "nogroup", "--clear-groups"]);
        }

        RunningProcess process = RunningProcess.Start(command[0], command.Skip(1));
        await WaitFor.SocketAsync(path, process);
        return new RealAgent(process, QmpEndpoint.Unix(path));
    }

    public void Dispose() => _process.Dispose();
}
