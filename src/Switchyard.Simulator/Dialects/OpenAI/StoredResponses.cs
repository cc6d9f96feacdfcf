using System.Collections.Concurrent;

namespace Switchyard.Simulator.Dialects.OpenAI;

/// <summary>Answers that <c>GET /v1/responses/{id}</c> can show again; forgets all of them when there are many.</summary>
internal sealed class StoredResponses
{
    private const int Most = 1_000;
    private readonly ConcurrentDictionary<string, byte[]> _answers = new(StringComparer.Ordinal);

    public void Keep(string id, byte[] answer)
    {
        if (_answers.Count >= Most)
        {
            _answers.Clear();
        }

        _answers[id] = answer;
    }

    public byte[]? Find(string id) => _answers.GetValueOrDefault(id);

    public bool Delete(string id) => _answers.TryRemove(id, out _);
}
