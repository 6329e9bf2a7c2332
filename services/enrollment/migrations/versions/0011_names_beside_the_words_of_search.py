"""names beside the words of search."""

import sqlalchemy as sa
from alembic import op

from lakou.kernel import columns

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('search_word', sa.Column('name', sa.String(length=100), server_default='', nullable=False))
    op.execute("UPDATE search_word SET name = (SELECT substr(folded, 1, 100) FROM beneficiary WHERE id = beneficiary_id)")
    op.create_index('ix_search_word_word_name_beneficiary_id', 'search_word', ['word', 'name', 'beneficiary_id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_search_word_word_name_beneficiary_id', 'search_word')
    op.drop_column('search_word', 'name')
