using Switchyard.Model.Agents;
using Switchyard.Model.Secrets;

namespace Switchyard.Model.Tests.Agents;

/// <summary>What a node and an agent prove to each other. The expected values were computed with another implementation (Python's hmac).</summary>
public sealed class DialProofTests
{
    private const string Nonce = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";
    private const long At = 1_764_147_600_123;

    private static readonly Secret Key = new("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    private static readonly Guid Agent = new("0198C0DE-0000-7000-8000-000000000001");
    private static readonly Guid Boot = new("0198C0DE-0000-7000-8000-0000000000AB");

    [Fact]
    [Trait("criterion", "AGT-10")]
    public void Both_sides_compute_the_documented_values()
    {
        DialProof.OfNode(Key, Agent, Boot, Nonce, At).ShouldBe("6cBEFzbHlJWifIJW1kV7CFH055n64orOk1o+vHnJ7WA=");
        DialProof.OfAgent(Key, Agent, Boot, Nonce, "c2Vzc2lvbg").ShouldBe("Wr/lyIO6gJD9UfF7byhkjktYodokl06s9cTWxa1XGgk=");
    }

    [Fact]
    [Trait("criterion", "AGT-10")]
    public void Each_part_counts_and_neither_side_can_use_the_others_proof()
    {
        var other = new Secret(Convert.ToBase64String(new byte[DialProof.KeyBytes]));
        var at = At.ToString(System.Globalization.CultureInfo.InvariantCulture);
        string[] proofs =
        [
            DialProof.OfNode(Key, Agent, Boot, Nonce, At),
            DialProof.OfNode(other, Agent, Boot, Nonce, At),
            DialProof.OfNode(Key, Boot, Boot, Nonce, At),
            DialProof.OfNode(Key, Agent, Agent, Nonce, At),
            DialProof.OfNode(Key, Agent, Boot, DialProof.NewNonce(), At),
            DialProof.OfNode(Key, Agent, Boot, Nonce, At + 1),
            DialProof.OfAgent(Key, Agent, Boot, Nonce, at),
        ];

        proofs.ShouldBeUnique();
    }

    [Fact]
    public void A_proof_matches_itself_only()
    {
        var proof = DialProof.OfNode(Key, Agent, Boot, Nonce, At);

        DialProof.Matches(proof, proof).ShouldBeTrue();
        DialProof.Matches(proof, proof[..^1]).ShouldBeFalse();
        DialProof.Matches(proof, "7" + proof[1..]).ShouldBeFalse();
        DialProof.Matches(proof, null).ShouldBeFalse();
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", true)]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9=", false)] // Bits that no byte has.
    [InlineData(" AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", false)]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISI=", false)]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==", false)]
    [InlineData("no base64", false)]
    public void A_nonce_is_32_bytes_written_in_one_way(string? value, bool isOne)
    {
        DialProof.IsNonce(value).ShouldBe(isOne);
        DialProof.IsKey(value).ShouldBe(isOne);
        if (!isOne && value is not null)
        {
            Should.Throw<ArgumentException>(() => DialProof.OfNode(new Secret(value), Agent, Boot, Nonce, At));
        }
    }

    [Fact]
    public void A_new_nonce_is_one_and_new()
    {
        DialProof.IsNonce(DialProof.NewNonce()).ShouldBeTrue();
        DialProof.NewNonce().ShouldNotBe(DialProof.NewNonce());
    }
}
