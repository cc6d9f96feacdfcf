using System.Globalization;
using Switchyard.Faults.Ledger;
using Switchyard.Faults.Pacing;

namespace Switchyard.Faults.Workload;

/// <summary>
/// Changes providers that nobody else changes, one write after the other, on whichever node; one of them is held by a document. Every twelfth write puts everything back, also what others did, as it was some revisions before. Three of four writes carry an idempotency key and are sent again, to another node perhaps, until it is known
/// what became of them; the others are left indeterminate when no answer comes.
/// </summary>
internal sealed class Operator(RigRun run, ControlDoor door, int number)
{
    private const int Providers = 3;
    private const int MostKeys = 4;
    private const int MostAttempts = 60;
    private const int WritesPerRollback = 12;
    private const int Reach = 12;
    private const string DocumentLabel = "document";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(250);

    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"operator-{number}");
    private readonly Random _random = run.RandomFor("operator", number);
    private readonly ProviderDraft[] _drafts =
        [.. Enumerable.Range(0, Providers).Select(index => new ProviderDraft(string.Create(CultureInfo.InvariantCulture, $"{run.Name}-o{number}-p{index}"), isDocument: index == Providers - 1))];

    // The last revisions that he was promised.
    private readonly Queue<long> _promised = new();

    private int _writes;

    /// <summary>Works until <paramref name="stop"/>, and then finishes what it has begun.</summary>
    public async Task RunAsync(CancellationToken stop, CancellationToken cancellationToken)
    {
        while (await Pace.GoesOnAsync(Pause, stop))
        {
            var draft = _drafts[_random.Next(Providers)];
            await WriteAsync(draft, Next(draft), cancellationToken);
        }
    }

    private WriteEffect Next(ProviderDraft draft)
    {
        if (_promised.Count > 1 && (_writes + 1) % WritesPerRollback == 0)
        {
            return new WriteEffect(WriteKind.RollBack, "", Target: _promised.ElementAt(_random.Next(_promised.Count - 1)));
        }

        if (draft.IsDocument)
        {
            return draft.IsThere && _random.Next(10) == 0
                ? new WriteEffect(WriteKind.DropDocument, draft.Name)
                : new WriteEffect(WriteKind.PutDocument, draft.Name, ++draft.Mark, DocumentLabel);
        }

        if (!draft.IsThere)
        {
            return new WriteEffect(WriteKind.Create, draft.Name, ++draft.Mark);
        }

        return _random.Next(20) switch
        {
            0 => new WriteEffect(WriteKind.Delete, draft.Name),
            < 6 when draft.Keys.Count < MostKeys => new WriteEffect(WriteKind.AddKey, draft.Name, Label: string.Create(CultureInfo.InvariantCulture, $"k{++draft.Label}")),
            < 9 when draft.Keys.Count > 1 => new WriteEffect(WriteKind.DeleteKey, draft.Name, Label: draft.Keys.Keys.ElementAt(_random.Next(draft.Keys.Count))),
            _ => new WriteEffect(WriteKind.Change, draft.Name, ++draft.Mark),
        };
    }

    private async Task WriteAsync(ProviderDraft draft, WriteEffect effect, CancellationToken cancellationToken)
    {
        var write = string.Create(CultureInfo.InvariantCulture, $"{run.Name}-o{number}-w{++_writes}");
        var hasKey = _random.Next(4) != 0;
        for (var attempt = 1; attempt <= (hasKey ? MostAttempts : 1); attempt++)
        {
            var node = run.PickNode(_random);
            run.Book.Append(new WriteAsked(run.Book.Now, _name, write, attempt, node.Name, hasKey, effect));
            var answer = await door.SendAsync(run.Doors.Writes(node), write, hasKey, effect, draft, cancellationToken);
            run.Book.Append(new WriteAnswered(run.Book.Now, _name, write, attempt, answer.Answer, answer.Revision, answer.Said));
            if (answer.Answer != WriteAnswer.Unknown)
            {
                Learn(draft, effect, answer);
                return;
            }

            await Pace.WaitAsync(RetryPause, cancellationToken);
        }
    }

    private void Learn(ProviderDraft draft, WriteEffect effect, ControlAnswer answer)
    {
        if (answer.Revision is { } promised)
        {
            _promised.Enqueue(promised);
            if (_promised.Count > Reach)
            {
                _promised.Dequeue();
            }
        }

        switch (answer, effect.Kind)
        {
            case (_, WriteKind.RollBack):
                // What became of his own he finds out as he finds out what others did: by the answers.
                break;
            case ({ Answer: WriteAnswer.Done }, WriteKind.AddKey):
                draft.Keys[effect.Label!] = answer.Id!;
                break;
            case ({ Answer: WriteAnswer.Done } or { Status: 404 }, WriteKind.DeleteKey):
                draft.Keys.Remove(effect.Label!);
                break;
            case ({ Answer: WriteAnswer.Done }, WriteKind.Delete or WriteKind.DropDocument) or ({ Status: 404 }, _):
                draft.IsThere = false;
                draft.Keys.Clear();
                break;
            case ({ Answer: WriteAnswer.Done } or { Status: 409 }, WriteKind.Create) or ({ Answer: WriteAnswer.Done }, WriteKind.PutDocument):
                draft.IsThere = true;
                break;
            default:
                break;
        }
    }
}
