using Switchyard.Admin.Tests.Hosting;

namespace Switchyard.Admin.Tests.Mutations;

public sealed class SqliteRaceTests : RaceTests
{
    internal override Task<ControlPlane> StartAsync() => ControlPlane.StartAsync();
}
