using Switchyard.Admin.Tests.Hosting;

namespace Switchyard.Admin.Tests.Documents;

public sealed class SqliteDocumentRaceTests : DocumentRaceTests
{
    internal override Task<ControlPlane> StartAsync() => ControlPlane.StartAsync();
}
