using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Bundles.Processes;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Model.Revisions;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Processes;

public sealed class DirectoryPurgeTests
{
    [Fact]
    [Trait("criterion", "BND-6")]
    public async Task A_directory_goes_when_nothing_of_its_bundle_runs_and_the_others_stay()
    {
        await using var yard = new Yard();
        var root = Directory.CreateTempSubdirectory("switchyard-bundles-");
        var directories = new BundleDirectories(root.FullName);
        var server = await yard.RunningAsync();
        server.IsDeaf = true;
        var (gone, kept) = (directories.Make(Yard.Key), directories.Make(new BundleKey("team", "other")));
        await File.WriteAllTextAsync(Path.Combine(gone, "state"), "of the server", Patience.Token);
        using var purge = new DirectoryPurge(yard.Supervisor, directories, yard.Time, NullLogger<DirectoryPurge>.Instance);
        await purge.StartAsync(Patience.Token);

        await yard.RemoveAsync();
        await CommitAsync(purge);
        while (server.Stops.Count == 0)
        {
            await Task.Yield();
        }

        Directory.Exists(gone).ShouldBeTrue();

        server.Crash();
        while (Directory.Exists(gone))
        {
            await Task.Yield();
        }

        Directory.Exists(kept).ShouldBeTrue();
        await purge.StopAsync(Patience.Token);
        root.Delete(recursive: true);
    }

    private static async Task CommitAsync(DirectoryPurge purge)
    {
        var next = new ConfigurationModel { Epoch = Guid.Empty, Revision = 9, Hash = "", Purges = [new BundlePurge(Yard.Key, Guid.Empty)] };
        using var change = await purge.PrepareAsync(next, null, Patience.Token);
        change.Commit();
    }
}
