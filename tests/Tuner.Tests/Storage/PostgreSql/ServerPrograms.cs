using System.Diagnostics;

namespace KernelGen.Tuner.Tests.Storage.PostgreSql;

/// <summary>PostgreSQL's own programs. They refuse to serve as root, and are then run as somebody else.</summary>
internal sealed class ServerPrograms
{
    private readonly string _folder;
    private readonly string? _user;

    private ServerPrograms(string folder, string? user) => (_folder, _user) = (folder, user);

    /// <summary>The newest that are installed; null when there are none, or none that this user can run.</summary>
    public static ServerPrograms? Find()
    {
        if (OperatingSystem.IsWindows())
            return null;
        string[] installed = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Concat(installed.OrderByDescending(path => int.TryParse(Path.GetFileName(path), out var version) ? version : 0).Select(path => Path.Combine(path, "bin")));
        var folder = folders.FirstOrDefault(path => File.Exists(Path.Combine(path, "initdb")) && File.Exists(Path.Combine(path, "postgres")));
        if (folder is null)
            return null;
        if (Environment.UserName != "root")
            return new ServerPrograms(folder, null);
        var user = File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).FirstOrDefault(name => name is "postgres" or "nobody");
        return user is not null && File.Exists("/usr/bin/setpriv") ? new ServerPrograms(folder, user) : null;
    }

    /// <summary>Makes a folder the user's who runs the programs.</summary>
    public void GiveFolder(string path)
    {
        if (_user is null)
            return;
        using var chown = Process.Start("chown", [_user, path]);
        chown.WaitForExit();
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it printed.</returns>
    public string Run(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output + error.Result;
    }

    /// <summary>Starts a program.</summary>
    public Process Start(string program, params string[] arguments)
    {
        var path = Path.Combine(_folder, program);
        string[] command = _user is null ? [path, .. arguments] : ["/usr/bin/setpriv", "--reuid", _user, "--regid", "nogroup", "--clear-groups", path, .. arguments];
        return Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/",
        })!;
    }
}
