using Switchyard.Storage.Audit;

namespace Switchyard.Storage.Tests.Audit;

public sealed class AuditChainTests
{
    private static readonly AuditRow Row = new()
    {
        Version = 7,
        At = DateTimeOffset.FromUnixTimeMilliseconds(1000),
        Action = "a",
        ActorKind = "b",
        ActorId = "c",
        ActorName = "d",
        EntityType = "e",
        EntityId = "f",
        EntityName = "g",
        DetailJson = "{}",
        PreviousHash = new byte[32],
        Hash = [],
    };

    /// <summary>Rows of other installations must verify for ever: this value may never change.</summary>
    [Fact]
    [Trait("criterion", "PRV-38")]
    public void The_encoding_is_fixed() =>
        Convert.ToHexStringLower(AuditChain.HashOf(Row)).ShouldBe("10f00700b48db963acc01b87185698045f792352ca14b510d71c52224dd2c142");

    [Fact]
    [Trait("criterion", "PRV-38")]
    public void Rows_that_differ_anywhere_have_different_hashes()
    {
        AuditRow[] rows =
        [
            Row,
            Row with { Version = 8 },
            Row with { At = Row.At.AddMilliseconds(1) },
            Row with { Action = "ab", ActorKind = "" },
            Row with { Action = "", ActorKind = "ab" },
            Row with { BeforeHash = "" },
            Row with { AfterHash = "" },
            Row with { BeforeHash = "", AfterHash = "" },
            Row with { DetailJson = "" },
            Row with { PreviousHash = [.. Enumerable.Repeat((byte)1, 32)] },
            Row with { PreviousHash = [] },
        ];

        rows.Select(row => Convert.ToHexString(AuditChain.HashOf(row))).ShouldBeUnique();
    }
}
