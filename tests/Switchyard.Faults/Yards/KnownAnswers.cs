using System.Text;
using System.Text.Json.Nodes;

namespace Switchyard.Faults.Yards;

/// <summary>What the upstream must answer, byte for byte: it was asked itself before the run, and its answers depend on nothing but the request.</summary>
internal sealed class KnownAnswers
{
    private const int Each = 8;

    private readonly IReadOnlyList<KnownAnswer> _answers;

    private KnownAnswers(IReadOnlyList<KnownAnswer> answers) => _answers = answers;

    /// <summary>Asks <paramref name="upstream"/> for short, long and slow answers.</summary>
    public static async Task<KnownAnswers> AskAsync(Uri upstream, CancellationToken cancellationToken)
    {
        (string Model, bool IsStream, int Tokens)[] kinds = [("sim-tokens-24", false, 24), ("sim-tokens-40", true, 40), ("sim-tokens-30-cadence-40ms", true, 30)];
        using var http = new HttpClient();
        return new KnownAnswers(await Task.WhenAll(
            from kind in kinds
            from number in Enumerable.Range(0, Each)
            select AskAsync(http, upstream, kind.Model, kind.IsStream, kind.Tokens, number, cancellationToken)));
    }

    public KnownAnswer Pick(Random random) => _answers[random.Next(_answers.Count)];

    private static async Task<KnownAnswer> AskAsync(HttpClient http, Uri upstream, string model, bool isStream, int tokens, int number, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["model"] = model,
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = $"Question {number} to {model}" }),
        };
        if (isStream)
        {
            // Asked for by the client itself, usage is not something that the gateway adds and takes away.
            (body["stream"], body["stream_options"]) = (true, new JsonObject { ["include_usage"] = true });
        }

        var text = body.ToJsonString();
        using var content = new StringContent(text, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri(upstream, "/v1/chat/completions"), content, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return new KnownAnswer(text, isStream, tokens, await answer.Content.ReadAsByteArrayAsync(cancellationToken));
    }
}
