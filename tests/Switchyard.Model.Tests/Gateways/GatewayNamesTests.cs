using Switchyard.Model.Gateways;

namespace Switchyard.Model.Tests.Gateways;

public sealed class GatewayNamesTests
{
    [Theory]
    [Trait("criterion", "HUB-38")]
    [InlineData("abc")]
    [InlineData("edge-eu-1")]
    [InlineData("0a0")]
    public void Good_names_have_no_fault(string name) => GatewayNames.Fault(name).ShouldBeNull();

    [Theory]
    [Trait("criterion", "HUB-38")]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ab")]
    [InlineData("Edge")]
    [InlineData("edge_eu")]
    [InlineData("-edge")]
    [InlineData("edge-")]
    [InlineData("edge--eu")]
    [InlineData("edge eu")]
    [InlineData("edge\n")]
    [InlineData("connect")]
    public void Bad_names_have_one(string? name) => GatewayNames.Fault(name).ShouldNotBeNull();

    [Fact]
    [Trait("criterion", "HUB-38")]
    public void A_name_has_at_most_63_characters()
    {
        GatewayNames.Fault(new string('a', 63)).ShouldBeNull();
        GatewayNames.Fault(new string('a', 64)).ShouldNotBeNull();
    }
}
