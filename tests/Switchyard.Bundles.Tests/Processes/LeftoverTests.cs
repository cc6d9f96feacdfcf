using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Bundles.Processes;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Secrets;
using Switchyard.Processes;

namespace Switchyard.Bundles.Tests.Processes;

public sealed class LeftoverTests
{
    [Fact]
    [Trait("criterion", "BND-29")]
    public async Task Files_of_credentials_that_a_node_left_are_removed_once()
    {
        var root = Directory.CreateTempSubdirectory("switchyard-bundles-");
        var settings = new ProcessSettings { InstallationId = Guid.CreateVersion7().ToString("N"), BootId = "boot", HostEnvironment = new Dictionary<string, string>() };
        await using var host = new ProcessHost(settings, TimeProvider.System, NullLogger<ProcessHost>.Instance);
        var processes = new BundleProcesses(host, new BundleDirectories(root.FullName));
        var left = processes.Directories.Write(new Secret("canary"));
        File.Exists(left).ShouldBeTrue();

        await processes.SweepAsync();

        File.Exists(left).ShouldBeFalse();
        var handed = processes.Directories.Write(new Secret("canary"));
        await processes.SweepAsync();
        File.Exists(handed).ShouldBeTrue("it is of this run");
        root.Delete(recursive: true);
    }

    /// <summary>A bundle of the last good configuration may start before the node's own sweep has begun.</summary>
    [Fact]
    [Trait("criterion", "BND-29")]
    public async Task What_an_earlier_run_left_is_gone_before_the_first_server_starts_whoever_starts_it()
    {
        await using var rig = new ServerRig();
        var left = new BundleDirectories(Path.Combine(rig.Root, "bundles")).Write(new Secret("canary"));

        await rig.StartAsync();

        File.Exists(left).ShouldBeFalse();
    }
}
