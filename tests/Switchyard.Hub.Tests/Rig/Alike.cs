using System.Text.Json;
using Switchyard.Model.Gateways;
using Switchyard.Model.Origins;
using Switchyard.Model.Providers;
using Switchyard.Model.Revisions;

namespace Switchyard.Hub.Tests.Rig;

/// <summary>Two configurations serve alike when a request can not tell them apart. Where a record came from and which gateways get it is not served.</summary>
internal static class Alike
{
    public static void Check(ConfigurationModel actual, ConfigurationModel expected)
    {
        actual.Epoch.ShouldBe(expected.Epoch);
        actual.Revision.ShouldBe(expected.Revision);
        actual.Providers.Select(Served).ShouldBe(expected.Providers.Select(Served));
        Same(actual.Users, expected.Users);
        Same(actual.AccessKeys, expected.AccessKeys);
        Same(actual.Routes.Select(route => (route.Name, route.Targets)), expected.Routes.Select(route => (route.Name, route.Targets)));
        actual.Modules.ShouldBe(expected.Modules);
        Same(actual.Limits, expected.Limits);
        Same(actual.Cuts, expected.Cuts);
        Text(actual.Prices).ShouldBe(Text(expected.Prices));
        Text(actual.Detection).ShouldBe(Text(expected.Detection));
        Text(actual.Server).ShouldBe(Text(expected.Server));
        Text(actual.Access).ShouldBe(Text(expected.Access));
        Text(actual.Recording).ShouldBe(Text(expected.Recording));
    }

    private static ProviderConfig Served(ProviderConfig provider) => provider with { Selector = Labels.None, Origin = Origin.Database };

    private static void Same<T>(IEnumerable<T> actual, IEnumerable<T> expected) => actual.Select(Text).ShouldBe(expected.Select(Text), ignoreOrder: true);

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, Fields);

    private static readonly JsonSerializerOptions Fields = new() { IncludeFields = true };
}
